package dev.isobath.server.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The machines and the work of a month, drawn from a seed. Lengths of experiments have a lognormal distribution, sizes of sweeps a Pareto
 * distribution, and machines fail and are preempted after exponential times.
 *
 * @param nodes the worker nodes
 * @param sweeps the experiments in the order in which they are submitted, those of a sweep at once
 */
record MonthPlan(List<Node> nodes, List<Sweep> sweeps) {

    static final long SECOND = 1_000;
    static final long HOUR = 3_600 * SECOND;
    static final long DAY = 24 * HOUR;
    static final long LENGTH = 30 * DAY;

    /** The slots are asked for this share of the month. */
    private static final double LOAD = 0.85;

    private static final long GIB = 1L << 30;
    private static final double SIGMA = 1.4;
    private static final int LARGEST_SWEEP = 256;
    private static final double[] PROJECT_SHARES = {0.40, 0.20, 0.15, 0.12, 0.08, 0.05};
    private static final int[] PRIORITIES = {0, 0, 0, 0, 0, 0, 0, 0, 5, 10};
    /** Of the machines without a GPU, for each slot. */
    private static final long[] SLOT_MEMORY = {16 * GIB, 32 * GIB, 64 * GIB, 64 * GIB};

    /**
     * A worker node.
     *
     * @param preemptible whether its machine is taken away from time to time, with a warning
     * @param deviceMemoryBytes the memory of its GPU, or 0 without one
     */
    record Node(String name, int slots, long memoryBytes, long deviceMemoryBytes, boolean preemptible) {

        boolean hasGpu() {
            return deviceMemoryBytes > 0;
        }
    }

    /**
     * An experiment.
     *
     * @param millis how long it takes without an interruption
     * @param deviceMemoryBytes what it takes of a GPU, or 0 when it runs on a processor
     */
    record Work(
            UUID id,
            int project,
            int priority,
            long submittedAt,
            long millis,
            long memoryBytes,
            long deviceMemoryBytes) {

        boolean needsGpu() {
            return deviceMemoryBytes > 0;
        }
    }

    /** Experiments that are submitted together, by one project with one priority. */
    record Sweep(long at, List<Work> experiments) {}

    static int projects() {
        return PROJECT_SHARES.length;
    }

    static MonthPlan draw(long seed, int nodes, int experiments) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Node> machines = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            machines.add(node(i, random));
        }
        return new MonthPlan(List.copyOf(machines), scaled(sweeps(experiments, random), machines));
    }

    private static Node node(int number, SplittableRandom random) {
        // The first machines are of all kinds, so that a small plan has each.
        boolean gpu = number % 5 == 0;
        int slots = 1 + random.nextInt(gpu ? 4 : 2);
        return new Node(
                "node-%04d".formatted(number),
                slots,
                gpu ? 128 * GIB : slots * SLOT_MEMORY[random.nextInt(SLOT_MEMORY.length)],
                !gpu ? 0 : number % 10 == 0 ? 80 * GIB : 24 * GIB,
                number % 7 == 3);
    }

    private static List<Sweep> sweeps(int experiments, SplittableRandom random) {
        List<Sweep> sweeps = new ArrayList<>();
        for (int left = experiments; left > 0; ) {
            int size = Math.min(left, sweepSize(random));
            sweeps.add(sweep(size, random));
            left -= size;
        }
        sweeps.sort(Comparator.comparingLong(Sweep::at));
        return sweeps;
    }

    private static int sweepSize(SplittableRandom random) {
        return (int) Math.min(LARGEST_SWEEP, Math.pow(random.nextDouble(), -1 / 1.1));
    }

    private static Sweep sweep(int size, SplittableRandom random) {
        long at = workingHour(random);
        int project = project(random.nextDouble());
        int priority = PRIORITIES[random.nextInt(PRIORITIES.length)];
        boolean gpu = random.nextInt(4) == 0;
        long memory = GIB << random.nextInt(6);
        long device = !gpu ? 0 : random.nextInt(4) == 0 ? 40 * GIB : (4 * GIB) << random.nextInt(2);
        double median = Math.exp(random.nextGaussian());
        List<Work> experiments = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long length = Math.max(1, (long) (HOUR * median * Math.exp(SIGMA * random.nextGaussian())));
            experiments.add(new Work(
                    new UUID(random.nextLong(), random.nextLong()), project, priority, at, length, memory, device));
        }
        return new Sweep(at, experiments);
    }

    /** Returns a time of the first 28 days. Most people submit by day, and few do at the weekend. */
    private static long workingHour(SplittableRandom random) {
        while (true) {
            long at = random.nextLong(28 * DAY);
            double hour = at % DAY / (double) HOUR;
            boolean weekend = at / DAY % 7 >= 5;
            if (random.nextDouble() < (hour >= 8 && hour < 19 ? 1 : 0.2) * (weekend ? 0.3 : 1)) {
                return at;
            }
        }
    }

    private static int project(double share) {
        int project = 0;
        for (double left = share; project < PROJECT_SHARES.length - 1 && left >= PROJECT_SHARES[project]; project++) {
            left -= PROJECT_SHARES[project];
        }
        return project;
    }

    /** Makes the experiments as long as the machines need to be busy for the wanted share of the month. None takes longer than a week. */
    private static List<Sweep> scaled(List<Sweep> sweeps, List<Node> nodes) {
        double slots = nodes.stream().mapToLong(Node::slots).sum();
        double asked = sweeps.stream()
                .flatMap(sweep -> sweep.experiments().stream())
                .mapToDouble(Work::millis)
                .sum();
        double factor = LOAD * slots * LENGTH / asked;
        return sweeps.stream()
                .map(sweep -> new Sweep(
                        sweep.at(),
                        sweep.experiments().stream()
                                .map(work -> longer(work, factor))
                                .toList()))
                .toList();
    }

    private static Work longer(Work work, double factor) {
        return new Work(
                work.id(),
                work.project(),
                work.priority(),
                work.submittedAt(),
                Math.clamp((long) (work.millis() * factor), SECOND, 7 * DAY),
                work.memoryBytes(),
                work.deviceMemoryBytes());
    }
}
