package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.protocol.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains the reference case and prints its progress: {@code TrainingBench CORPUS [KIND] [PRECISION] [FLOPS] [MORE]}. */
final class TrainingBench {

    private TrainingBench() {}

    public static void main(String[] arguments) throws IOException {
        Path corpus = Path.of(arguments[0]);
        String precision = arguments.length > 2 ? arguments[2] : "f32";
        String flops = arguments.length > 3 ? arguments[3] : "2e12";
        String more = arguments.length > 4 ? ", " + arguments[4] : "";
        String[] kinds = arguments.length > 1 && !arguments[1].equals("all")
                ? new String[] {arguments[1]}
                : new String[] {"baseline", "moe", "mod", "staged-mode", "integrated-mode"};
        for (String kind : kinds) {
            train(kind, corpus, Specs.yaml("""
                    name: reference
                    architecture: {kind: %s, layers: 4, width: 128, heads: 2%s}
                    data: {corpus: reference, sequenceLength: 128}
                    training: {batch: 16, budget: {flops: %s}, precision: %s}
                    """.formatted(kind, more, flops, precision)));
        }
    }

    private static void train(String kind, Path corpus, ExperimentSpec spec) throws IOException {
        Path folder = Files.createTempDirectory("isobath-bench");
        StepReport[] last = new StepReport[1];
        TrainingListener listener = new TrainingListener() {
            @Override
            public Signal next() {
                return Signal.CONTINUE;
            }

            @Override
            public void stepped(StepReport report) {
                if (report.step() == 1 || report.step() % 50 == 0) {
                    System.out.println(report);
                }
                last[0] = report;
            }

            @Override
            public void checkpointed(long step, Path file) {}
        };
        long start = System.nanoTime();
        TrainingResult result = Training.run(spec, corpus, null, folder, listener);
        StepReport report = last[0];
        System.out.printf(
                "%s: %s, %.1f s (%.1f s training), %.0f tokens/s, train %.3f, held out %.3f, executed/planned %.6f%n",
                kind,
                result,
                (System.nanoTime() - start) / 1e9,
                report.seconds(),
                report.tokens() / report.seconds(),
                report.metrics().get("train_loss"),
                report.metrics().get("val_loss"),
                report.flops() / spec.flopsPlanned());
    }
}
