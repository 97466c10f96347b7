package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.corpora.Corpus;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import dev.isobath.server.projects.Project;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Checks many specs before any of them is submitted, finds those that have been run, and submits the others. */
@Component
public class PlannedExperiments {

    /**
     * A spec that somebody plans to submit.
     *
     * @param spec the spec with its defaults, or null where it cannot be read
     * @param problem why it cannot be run, with the field; null where it can
     */
    public record Checked(
            @Nullable ExperimentSpec spec,
            List<FieldError> errors,
            @Nullable String problem) {

        static Checked refused(@Nullable ExperimentSpec spec, List<FieldError> errors) {
            return new Checked(
                    spec, errors, errors.stream().map(FieldError::text).collect(Collectors.joining("; ")));
        }
    }

    private final SubmissionService submissions;
    private final CorpusRepository corpora;
    private final JdbcClient database;

    PlannedExperiments(SubmissionService submissions, CorpusRepository corpora, JdbcClient database) {
        this.submissions = submissions;
        this.corpora = corpora;
        this.database = database;
    }

    /** Checks specs as if they were submitted. The results are in the order of the specs. */
    public List<Checked> check(Project project, List<ObjectNode> specs) {
        Map<String, Optional<Corpus>> known = new HashMap<>();
        SpecParser.ProjectLookup lookup = submissions.lookup(project);
        return specs.stream().map(spec -> check(project, spec, lookup, known)).toList();
    }

    private Checked check(
            Project project, ObjectNode tree, SpecParser.ProjectLookup lookup, Map<String, Optional<Corpus>> known) {
        ExperimentSpec spec;
        try {
            spec = SpecParser.read(tree.deepCopy().asObject(), lookup);
            submissions.findStart(project, spec);
        } catch (ProblemException e) {
            return Checked.refused(null, e.errors());
        }
        String name = spec.data().corpus();
        Optional<Corpus> corpus = known.computeIfAbsent(name, each -> corpora.find(project.id(), each));
        List<FieldError> errors = corpus.map(found -> SpecReader.checkCorpus(spec, found.mostTokens()).stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.message()))
                        .toList())
                .orElseGet(() -> List.of(new FieldError(
                        "/data/corpus",
                        "there is no corpus '%s' in project '%s'; upload it first".formatted(name, project.name()))));
        return errors.isEmpty() ? new Checked(spec, List.of(), null) : Checked.refused(spec, errors);
    }

    /**
     * Finds experiments of the project that have the same spec but for the name, and that have not failed and were not cancelled. Among
     * several, a finished one comes first, then the oldest.
     *
     * @return the experiments by the index of the spec; an index is absent where there is none
     */
    public Map<Integer, UUID> findSame(UUID project, List<ExperimentSpec> specs) {
        Map<Integer, UUID> found = new HashMap<>();
        database.sql("""
                        select distinct on (asked.position) asked.position, e.id
                        from unnest(:specs::text[]) with ordinality as asked(spec, position)
                        join experiment e
                          on e.project_id = :project and e.deleted_at is null
                         and md5((e.spec::jsonb - 'name')::text) = md5((asked.spec::jsonb - 'name')::text)
                        where e.state in ('QUEUED', 'RUNNING', 'PAUSED', 'FINISHED')
                        order by asked.position, e.state = 'FINISHED' desc, e.sequence
                        """)
                .param("project", project)
                .param(
                        "specs",
                        specs.stream()
                                .map(spec -> SpecWriter.write(spec).toString())
                                .toArray(String[]::new))
                .query(row -> {
                    found.put(row.getInt("position") - 1, row.getObject("id", UUID.class));
                });
        return found;
    }

    /** Returns whether the checkpoint that a spec starts from is there and fits. */
    public boolean canStart(Project project, ExperimentSpec spec) {
        try {
            submissions.findStart(project, spec);
            return true;
        } catch (ProblemException _) {
            return false;
        }
    }

    /** Submits a spec in the caller's transaction. */
    public UUID submit(Project project, User user, int priority, List<String> tags, ExperimentSpec spec) {
        return submissions
                .queue(new Submission(project, user, priority, tags, null), spec)
                .id();
    }
}
