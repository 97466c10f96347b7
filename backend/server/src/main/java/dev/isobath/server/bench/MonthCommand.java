package dev.isobath.server.bench;

import dev.isobath.server.bench.MonthLog.How;
import dev.isobath.server.bench.MonthPlan.Node;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/**
 * The command {@code ./isobath bench month}. It simulates a month of a large installation on a virtual clock: its experiments wait in the
 * tables of a server of its own, and the queue's own rules say which of them a node is given. The same seed gives the same month.
 */
public final class MonthCommand {

    private MonthCommand() {}

    /**
     * Runs the simulation.
     *
     * @param arguments the server's jar; {@code --seed}, {@code --nodes} and {@code --experiments} with whole numbers
     */
    public static void main(String[] arguments) throws Exception {
        long seed = 1;
        long nodes = 1_000;
        long experiments = 100_000;
        for (int i = 1; i < arguments.length; i += 2) {
            long value = i + 1 < arguments.length ? number(arguments[i + 1]) : -1;
            switch (arguments[i]) {
                case "--seed" -> seed = value;
                case "--nodes" -> nodes = value;
                case "--experiments" -> experiments = value;
                default -> fail();
            }
        }
        if (seed < 0 || nodes < 10 || nodes > 100_000 || experiments < 1 || experiments > 10_000_000) {
            fail();
        }
        run(Path.of(arguments[0]), seed, (int) nodes, (int) experiments);
        System.exit(0);
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
    }

    private static void fail() {
        System.err.println(
                "isobath: bench month takes --seed N, --nodes N (at least 10, one of each kind) and --experiments N, whole numbers");
        System.exit(2);
    }

    private static void run(Path jar, long seed, int nodes, int experiments) throws Exception {
        System.err.println("starting a server");
        MonthPlan plan = MonthPlan.draw(seed, nodes, experiments);
        try (BenchServer server = BenchServer.start(jar);
                Connection connection = server.connect()) {
            System.err.println("simulating");
            long begin = System.nanoTime();
            MonthQueue queue = new MonthQueue(connection);
            List<MonthLog> log = new MonthRun(plan, queue, seed).run();
            double seconds = (System.nanoTime() - begin) / 1e9;
            MonthTable table = new MonthTable(log);
            table.print();
            System.out.println();
            MonthTable.line("figure", "measured");
            MonthTable.line("------", "--------");
            MonthTable.line("processor", BenchMachine.describe());
            MonthTable.line("seed, nodes, experiments", "%d, %,d, %,d".formatted(seed, nodes, experiments));
            MonthTable.line(
                    "slots",
                    "%,d".formatted(plan.nodes().stream().mapToInt(Node::slots).sum()));
            MonthTable.line("busy share of the slots that were there", share(table.utilisation(_ -> true)));
            MonthTable.line("the same without GPUs", share(table.utilisation(node -> !node.hasGpu())));
            MonthTable.line("the same with GPUs", share(table.utilisation(Node::hasGpu)));
            MonthTable.line("attempts that finished", "%,d".formatted(table.ends(How.FINISHED)));
            MonthTable.line("attempts lost with their machine", "%,d".formatted(table.ends(How.LOST)));
            MonthTable.line(
                    "attempts handed back by a preempted machine", "%,d".formatted(table.ends(How.HANDED_BACK)));
            MonthTable.line(
                    "starved: waited longer than %s while a later equal was served"
                            .formatted(MonthTable.duration(MonthTable.STARVED)),
                    "%,d".formatted(table.starved()));
            MonthTable.line("decisions of the queue", "%,d".formatted(queue.decisions()));
            MonthTable.line("decisions a second", "%,.0f".formatted(queue.decisionsASecond()));
            MonthTable.line("the whole month", "%.0f s".formatted(seconds));
        }
    }

    private static String share(double share) {
        return "%.1f %%".formatted(100 * share);
    }
}
