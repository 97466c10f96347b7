package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Presets;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.protocol.StepReport;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Proves that a change of the code changes no number. The program trains every preset and every test variant for a few steps
 * and prints a line for each: the digests of its weights and moments, of its curves, and of its samples and logits. Run it before
 * and after the change on one machine; the two outputs are equal, or something moved. The digests are no golden file, because
 * another class of processor rounds differently.
 */
final class GoldenRuns {

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

    private final Path folder;
    private final Path text;

    private GoldenRuns(Path folder) throws IOException {
        this.folder = folder;
        text = Texts.file(folder, 40_000);
    }

    public static void main(String[] arguments) throws IOException {
        GoldenRuns runs = new GoldenRuns(Files.createTempDirectory("isobath-golden"));
        for (String name : Presets.names()) {
            runs.print("preset " + name, shortened(Presets.named(name, "generated")));
        }
        for (String variant : Models.all().toList()) {
            String[] parts = variant.split("\\|", -1);
            for (String precision : List.of("f32", "bf16")) {
                String training =
                        "budget: {steps: 8}, learningRate: 0.01, evaluateEvery: 4, evaluationBatches: 2, precision: "
                                + precision;
                runs.print(variant + " " + precision, Specs.tiny(parts[0], parts[1], training));
            }
        }
    }

    /** The preset with six steps, evaluated at every third. */
    private static ExperimentSpec shortened(ExperimentSpec preset) {
        ObjectNode tree = SpecWriter.write(preset);
        ObjectNode training = tree.withObject("/training");
        training.set("budget", JSON.createObjectNode().put("steps", 6));
        training.put("evaluateEvery", 3).put("evaluationBatches", 1);
        return SpecReader.read(tree);
    }

    private void print(String name, ExperimentSpec spec) throws IOException {
        Recorder recorder = new Recorder();
        Path checkpoints = folder.resolve(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
        Training.run(spec, text, null, checkpoints, recorder, Duration.ofDays(1));
        Path last = recorder.lastFile();
        System.out.printf(
                "%-110s weights %s curves %s answers %s%n",
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
