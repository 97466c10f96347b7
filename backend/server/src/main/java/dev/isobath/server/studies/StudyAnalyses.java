package dev.isobath.server.studies;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.studies.StudyAnalysis.Axis;
import dev.isobath.spec.text.TextRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Analyses studies. An analysis takes seconds of a processor, because noise is drawn many times, so that few are computed at the same
 * time, and the last ones are kept until a run of their study changes.
 */
@Service
class StudyAnalyses {

    private static final int KEPT = 64;
    private static final int PATIENCE_SECONDS = 20;

    private record Key(UUID study, Axis axis, @Nullable String baseline, String version) {}

    private final StudyRuns runs;
    private final StudyRepository studies;
    private final Semaphore computing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Map<Key, StudyAnalysis> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, StudyAnalysis> eldest) {
            return size() > KEPT;
        }
    };

    StudyAnalyses(StudyRuns runs, StudyRepository studies) {
        this.runs = runs;
        this.studies = studies;
    }

    /**
     * Returns the analysis of the runs that have finished.
     *
     * @param baseline the variant that the others are compared with, or null for the first of the study
     * @throws BadRequestException when the study has no such variant
     */
    StudyAnalysis of(StudyRow study, Axis axis, @Nullable String baseline) {
        List<String> variants = studies.members(study.id()).stream()
                .map(MemberRow::variant)
                .distinct()
                .toList();
        if (baseline != null && !variants.contains(baseline)) {
            throw BadRequestException.malformed("baseline: '%s' is not one of the variants %s"
                    .formatted(TextRule.shortened(baseline, 60), String.join(", ", variants)));
        }
        String against = baseline == null ? variants.getFirst() : baseline;
        Key key = new Key(study.id(), axis, against, runs.version(study.id()));
        StudyAnalysis before = kept(key);
        return before != null ? before : computed(key, against);
    }

    private StudyAnalysis computed(Key key, String baseline) {
        await();
        try {
            StudyAnalysis meanwhile = kept(key);
            if (meanwhile != null) {
                return meanwhile;
            }
            StudyAnalysis analysis = StudyAnalyser.analyse(runs.finished(key.study()), key.axis(), baseline);
            synchronized (kept) {
                kept.put(key, analysis);
            }
            return analysis;
        } finally {
            computing.release();
        }
    }

    private void await() {
        try {
            if (computing.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AnalysesBusyException();
    }

    private @Nullable StudyAnalysis kept(Key key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }
}
