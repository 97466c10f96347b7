package dev.isobath.training.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report as a text for people. */
record ReportText(Report report) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(machine());
        if (!report.rates().products().isEmpty()) {
            text.append('\n').append(rates());
        }
        if (!report.steps().isEmpty()) {
            text.append('\n').append(steps());
        }
        if (!report.routing().isEmpty()) {
            text.append('\n').append(routing());
        }
        if (!report.memory().isEmpty()) {
            text.append('\n').append(memory());
        }
        if (!report.skipped().isEmpty()) {
            text.append("\nNot measured:\n");
            report.skipped().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    private String machine() {
        Machine machine = report.machine();
        return """
                %s, %s, %d cores, %d threads, %.1f GiB, load %s
                %s
                processor class %s; products of bf16 numbers on the processor are computed %s
                %s, Java %s, libtorch %s, PyTorch %s
                """.formatted(
                        machine.date(),
                        machine.processor(),
                        machine.cores(),
                        machine.threads(),
                        machine.memoryBytes() / (double) (1 << 30),
                        machine.load(),
                        String.join(" ", machine.flags()),
                        machine.processorClass(),
                        machine.bf16Products().equals("native") ? "by its instructions" : "in float32",
                        machine.system(),
                        machine.java(),
                        machine.library(),
                        machine.peer() == null ? "none" : machine.peer());
    }

    private String rates() {
        Table table = new Table("matrix product", "precision", "GFLOP/s");
        for (Rates.Product product : report.rates().products()) {
            table.add(
                    "%d x %d x %d".formatted(product.m(), product.k(), product.n()),
                    product.precision(),
                    number("%,.0f", product.flopsPerSecond() / 1e9));
        }
        return table
                + number("copying %.1f GB/s, read and written\n", report.rates().copyBytesPerSecond() / 1e9);
    }

    private String steps() {
        Table table = new Table(
                "kind",
                "width",
                "seq",
                "prec",
                "contender",
                "tokens/s",
                "ms/step",
                "forward",
                "backward",
                "optim",
                "other",
                "GFLOP/s",
                "of matmul",
                "isobath is x as fast",
                "between");
        for (Report.Row row : report.steps()) {
            table.add(
                    row.kind(),
                    Integer.toString(row.width()),
                    Integer.toString(row.sequence()),
                    row.precision(),
                    row.contender(),
                    number("%,.0f", row.tokensPerSecond()),
                    number("%.1f", row.milliseconds()),
                    number("%.1f", row.forward()),
                    number("%.1f", row.backward()),
                    number("%.1f", row.optimiser()),
                    number("%.1f", row.other()),
                    number("%,.1f", row.flopsPerSecond() / 1e9),
                    number("%.1f%%", row.matmulShare() * 100),
                    row.ours() == null ? "" : row.ours().toString(),
                    row.betweenShare() == null ? "" : number("%.2f%%", row.betweenShare() * 100));
        }
        return table.toString();
    }

    private String routing() {
        Table table = new Table("routing", "width", "seq", "prec", "contender", "FLOP ratio", "time ratio", "realised");
        for (Report.Routing row : report.routing()) {
            table.add(
                    row.kind(),
                    Integer.toString(row.width()),
                    Integer.toString(row.sequence()),
                    row.precision(),
                    row.contender(),
                    number("%.3f", row.flopRatio()),
                    row.timeRatio().toString(),
                    row.realised().toString());
        }
        return table.toString();
    }

    private String memory() {
        Table table = new Table("memory", "width", "seq", "prec", "steps", "early MB", "late MB", "most MB", "growth");
        for (Report.Memory row : report.memory()) {
            table.add(
                    row.kind(),
                    Integer.toString(row.width()),
                    Integer.toString(row.sequence()),
                    row.precision(),
                    row.from() + "-" + row.steps(),
                    number("%,.1f", row.early() / 1e6),
                    number("%,.1f", row.late() / 1e6),
                    number("%,.1f", row.most() / 1e6),
                    number("%+.2f%%", row.growth() * 100));
        }
        return table.toString();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }
}
