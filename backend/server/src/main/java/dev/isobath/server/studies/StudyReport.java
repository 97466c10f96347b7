package dev.isobath.server.studies;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study as a report: what was asked, what was run, what came of it, what cannot be said, and how it is repeated. It names no people. The
 * one for a share link tells nothing of other studies either.
 *
 * @param question what somebody wanted to know; it may be empty
 * @param launchedAt when it was first launched, or null
 * @param limits what the analysis cannot say and which runs it leaves out, in sentences
 */
@Schema(name = "StudyReport")
public record StudyReport(
        String name,
        String question,
        String design,
        Instant createdAt,
        @Nullable Instant launchedAt,
        StudyProgress progress,
        StudyPlan plan,
        StudyAnalysis analysis,
        List<String> limits,
        Reproduction reproduction) {

    /**
     * How the study is made again on another installation.
     *
     * @param study the document of the study in YAML, with everything that was added to it
     * @param command the calls that upload the corpora, make the study of the file {@code study.yaml} and launch it
     * @param corpora the texts that its experiments train on
     * @param version the version of Isobath that wrote the report
     */
    @Schema(name = "StudyReproduction")
    public record Reproduction(String study, String command, List<ReportCorpus> corpora, String version) {}

    /**
     * A text that experiments of the study train on.
     *
     * @param bytes its length in UTF-8, or null when there is no such corpus any more
     * @param sha256 the digest of the text in UTF-8, or null when there is no such corpus any more
     */
    @Schema(name = "StudyCorpus")
    public record ReportCorpus(
            String name, @Nullable Long bytes, @Nullable String sha256) {}
}
