package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Presets;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.sampling.Inference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Proves that a change of the code changes no number. It trains every preset and every test variant for a few steps and makes a line
 * for each: the digests of its weights and moments, of its curves, and of its logits and samples. With {@code
 * -Disobath.golden=FILE} the lines are written where the file is missing, and compared with it where it is there. So one runs it on
 * the commit before the change and on the commit after it, on one machine. The digests are not kept in the repository, because
 * another class of processor rounds differently. The name of the class keeps it out of ordinary test runs.
 */
class GoldenRuns {

    /** Metrics that measure time, speed or memory; they differ from run to run. */
    private static final Set<String> MEASURED = Set.of(
            Metric.TOKENS_PER_SECOND.text(),
            Metric.FLOPS_PER_SECOND.text(),
            Metric.MATMUL_RATE.text(),
            Metric.MATMUL_SHARE.text(),
            Metric.FORWARD_SECONDS.text(),
            Metric.BACKWARD_SECONDS.text(),
            Metric.OPTIMISER_SECONDS.text(),
            Metric.MEMORY_PEAK.text());

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    @Test
    void every_number_is_the_one_in_the_file() throws IOException {
        String file = System.getProperty("isobath.golden");
        assertThat(file).as("-Disobath.golden=FILE names the file of digests").isNotNull();
        Path golden = Path.of(file);
        List<String> lines = lines();
        if (Files.exists(golden)) {
            assertThat(lines).isEqualTo(Files.readAllLines(golden));
        } else {
            Files.write(golden, lines);
        }
    }

    private List<String> lines() throws IOException {
        Path text = Texts.file(folder, 40_000);
        List<String> lines = new ArrayList<>();
        for (String name : Presets.names()) {
            lines.add(line("preset " + name, shortened(Presets.named(name, "generated")), text));
        }
        for (String variant : Models.all().toList()) {
            String[] parts = variant.split("\\|", -1);
            for (String precision : List.of("f32", "bf16")) {
                String training =
                        "budget: {steps: 8}, learningRate: 0.01, evaluateEvery: 4, evaluationBatches: 2, precision: "
                                + precision;
                lines.add(line(variant + " " + precision, Specs.tiny(parts[0], parts[1], training), text));
            }
        }
        return lines;
    }

    /** The preset with six steps, evaluated at every third. */
    private static ExperimentSpec shortened(ExperimentSpec preset) {
        ObjectNode tree = SpecWriter.write(preset);
        ObjectNode training = tree.withObject("/training");
        training.set("budget", JSON.createObjectNode().put("steps", 6));
        training.remove("evaluationTokens");
        training.put("evaluateEvery", 3).put("evaluationBatches", 1);
        return SpecReader.read(tree);
    }

    private String line(String name, ExperimentSpec spec, Path text) throws IOException {
        Recorder recorder = new Recorder();
        Path checkpoints = folder.resolve(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
        Training.run(spec, text, null, checkpoints, recorder, Duration.ofDays(1));
        Path last = recorder.lastFile();
        return "%-110s weights %s curves %s answers %s"
                .formatted(
                        name,
                        Digest.of(Recorder.arrays(last)),
                        Digest.of(json(curves(recorder))),
                        Digest.of(json(answers(last))));
    }

    private static List<StepReport> curves(Recorder recorder) {
        List<StepReport> curves = new ArrayList<>();
        for (StepReport report : recorder.reports()) {
            TreeMap<String, Double> metrics = new TreeMap<>(report.metrics());
            metrics.keySet().removeAll(MEASURED);
            curves.add(new StepReport(report.step(), report.tokens(), report.flops(), 0, metrics));
        }
        return curves;
    }

    private static List<Object> answers(Path checkpoint) throws IOException {
        List<Object> answers = new ArrayList<>();
        try (Inference inference = Inference.open(checkpoint)) {
            answers.add(inference.logits(new InferenceRequest.Logits("the tide", RoutingMode.TOP_K, true)));
            if (CausalRouting.of(inference.spec().architecture()) != CausalRouting.NOT_LEARNED) {
                answers.add(inference.logits(new InferenceRequest.Logits("the tide", RoutingMode.CAUSAL, true)));
                InferenceResult.Samples samples =
                        inference.samples(new InferenceRequest.Samples("the", 8, 0.8, 0.9, 5, List.of("q"), 2));
                answers.add(samples.samples());
            }
        }
        return answers;
    }

    private static byte[] json(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    /** The first half of a SHA-256, which is enough to see a difference. */
    private static final class Digest {

        private Digest() {}

        static String of(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has SHA-256", impossible);
            }
        }
    }
}
