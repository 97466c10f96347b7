package dev.isobath.spec.study;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a study asks. Its members follow from it: see {@link StudyMembers}.
 *
 * @param name the name that people use for it, 1 to 100 characters
 * @param question what somebody wants to know, in words; it may be empty
 * @param base the part of a spec that all members share; the study itself sets name and seed
 * @param variants what is compared, at least one
 * @param seeds the seeds of each combination, at least one
 * @param halving how experiments are stopped early, where the study asks for that
 */
public record StudySpec(
        String name,
        String question,
        ObjectNode base,
        List<Variant> variants,
        List<Long> seeds,
        Design design,
        Optional<Halving> halving) {

    /** The most members of one study. */
    public static final int MOST_MEMBERS = 2_000;

    public StudySpec {
        variants = List.copyOf(variants);
        seeds = List.copyOf(seeds);
    }
}
