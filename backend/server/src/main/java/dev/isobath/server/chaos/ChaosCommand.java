package dev.isobath.server.chaos;

import dev.isobath.server.commands.RequestFailedException;
import dev.isobath.spec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * The command {@code ./isobath chaos}. It trains short experiments of all kinds on an installation of its own, first undisturbed and then
 * while one fault after the other is done to it. At the end it compares what the installation has with what it acknowledged.
 */
public final class ChaosCommand {

    private static final int RUNNING_AT_ONCE = 3;
    private static final long STEPS = 800;
    private static final long LONGEST_RECOVERY_SECONDS = 300;

    private final Installation installation;
    private final AcknowledgedPoints record;
    private final Experiments experiments;
    private final FaultInjector injector;
    private final Random random;
    private final ChaosTable table = new ChaosTable();
    private final List<String> violations = new ArrayList<>();
    private final Set<String> unfinished = new LinkedHashSet<>();
    private final Map<Kind, String> undisturbed = new EnumMap<>(Kind.class);

    private ChaosCommand(Installation installation, AcknowledgedPoints record, Random random) {
        this.installation = installation;
        this.record = record;
        this.experiments = new Experiments(installation.client(), STEPS);
        this.injector = new FaultInjector(installation, random);
        this.random = random;
    }

    /**
     * Runs the command. It ends with status 1 when anything was lost, doubled, different or left behind.
     *
     * @param arguments the server's jar, the folder of the worker program, and what the user wrote
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = 100;
        long seed = System.nanoTime() % 1_000_000;
        for (int i = 2; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            if (arguments[i].equals("--rounds") && value.matches("[1-9][0-9]{0,5}")) {
                rounds = Integer.parseInt(value);
            } else if (arguments[i].equals("--seed") && value.matches("[0-9]{1,18}")) {
                seed = Long.parseLong(value);
            } else {
                System.err.println("isobath: chaos takes --rounds N and --seed S, with whole numbers");
                System.exit(2);
            }
        }
        System.exit(run(Path.of(arguments[0]), Path.of(arguments[1]), rounds, seed) ? 0 : 1);
    }

    private static boolean run(Path jar, Path worker, int rounds, long seed) throws Exception {
        AcknowledgedPoints record = new AcknowledgedPoints();
        // The plan is drawn by itself, so that a seed gives the same plan whatever happens.
        List<Fault> plan = FaultInjector.plan(new Random(seed), rounds);
        System.out.printf("%d rounds with seed %d%n", rounds, seed);
        try (Installation installation = Installation.start(jar, worker, record, seed)) {
            return new ChaosCommand(installation, record, new Random(seed + 1)).run(plan);
        }
    }

    private boolean run(List<Fault> plan) throws Exception {
        experiments.uploadCorpus();
        System.out.printf("Training %d kinds undisturbed...%n", Experiments.kinds());
        for (int i = 0; i < Experiments.kinds(); i++) {
            unfinished.add(experiments.submit());
        }
        Set<String> first = Set.copyOf(unfinished);
        awaitAllFinished();
        for (String id : first) {
            undisturbed.put(kind(id), experiments.lastWeights(id).orElse("none"));
        }
        for (int round = 1; round <= plan.size() && violations.isEmpty(); round++) {
            round(round, plan.get(round - 1));
        }
        if (violations.isEmpty()) {
            awaitAllFinished();
            check();
        }
        installation.stop();
        checkOrphans();
        table.print(System.out);
        System.out.printf(
                "%d experiments, %,d points acknowledged, %d violations%n",
                experiments.submitted().size(), acknowledged(), violations.size());
        violations.forEach(System.out::println);
        return violations.isEmpty();
    }

    private void round(int round, Fault fault) throws Exception {
        Optional<String> impossible = injector.whyNot(fault);
        if (impossible.isPresent()) {
            table.skip(fault, impossible.get());
            return;
        }
        forgetFinished();
        while (unfinished.size() < RUNNING_AT_ONCE) {
            unfinished.add(experiments.submit());
        }
        awaitAnyPoints();
        TimeUnit.MILLISECONDS.sleep(FaultInjector.pauseMillis(random));
        Set<String> running = running();
        System.out.printf("%3d  %s", round, fault.words());
        long start = System.nanoTime();
        injector.inject(fault, this::awaitAnyPoints);
        if (fault == Fault.RESTORE_BACKUP) {
            // What has finished since the backup has not finished any more.
            unfinished.addAll(experiments.submitted().keySet());
        }
        boolean recovered = awaitPoints(running, running.size());
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, ": %.1f s%n", seconds);
        table.add(fault, seconds);
        if (!recovered) {
            violations.add("round %d: after %s not all that ran went on within %d s"
                    .formatted(round, fault.words(), LONGEST_RECOVERY_SECONDS));
        }
    }

    /** Returns the experiments that run. */
    private Set<String> running() throws IOException, InterruptedException {
        Set<String> running = new LinkedHashSet<>();
        for (String id : unfinished) {
            if (experiments.get(id).path("state").asString().equals("RUNNING")) {
                running.add(id);
            }
        }
        return running;
    }

    private void awaitAnyPoints() throws Exception {
        awaitPoints(Set.copyOf(unfinished), 1);
    }

    /** Waits until a number of experiments have finished or had another batch acknowledged, and returns whether they have in time. */
    private boolean awaitPoints(Set<String> ids, int wanted) throws Exception {
        Map<String, Long> before = new HashMap<>();
        ids.forEach(id -> before.put(id, record.batches(id)));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RECOVERY_SECONDS);
        while (System.nanoTime() < deadline) {
            long ahead = ids.stream()
                    .filter(id -> !unfinished.contains(id) || record.batches(id) > before.getOrDefault(id, 0L))
                    .count();
            if (ahead >= wanted || tryToLook()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return false;
    }

    /** Looks after the nodes, and returns whether all experiments have finished. */
    private boolean tryToLook() throws InterruptedException, SQLException {
        try {
            installation.superviseNodes();
            forgetFinished();
            return unfinished.isEmpty();
        } catch (IOException | RequestFailedException away) {
            // The server or its database is away for a moment.
            return false;
        }
    }

    private void awaitAllFinished() throws Exception {
        long acknowledged = -1;
        long quietSince = System.nanoTime();
        while (!tryToLook()) {
            long now = acknowledged();
            if (now != acknowledged) {
                acknowledged = now;
                quietSince = System.nanoTime();
            }
            if (System.nanoTime() - quietSince > TimeUnit.SECONDS.toNanos(LONGEST_RECOVERY_SECONDS)) {
                violations.add("nothing was acknowledged for %d s, and %d experiments have not finished: %s"
                        .formatted(LONGEST_RECOVERY_SECONDS, unfinished.size(), unfinished));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void forgetFinished() throws IOException, InterruptedException {
        for (String id : List.copyOf(unfinished)) {
            JsonNode experiment = experiments.get(id);
            switch (experiment.path("state").asString()) {
                case "FINISHED" -> unfinished.remove(id);
                case "FAILED", "CANCELLED" -> {
                    unfinished.remove(id);
                    violations.add("experiment %s (%s) is %s: %s"
                            .formatted(
                                    id,
                                    kind(id).text(),
                                    experiment.path("state").asString(),
                                    experiment.path("stateReason").asString()));
                }
                default -> {}
            }
        }
    }

    private void check() throws Exception {
        Map<String, Integer> times = installation.timesFinished();
        for (Map.Entry<String, Kind> each : experiments.submitted().entrySet()) {
            String id = each.getKey();
            String words = "experiment " + id + " (" + each.getValue().text() + "): ";
            if (!times.getOrDefault(id, 0).equals(1)) {
                violations.add(words + "it has finished " + times.getOrDefault(id, 0) + " times");
            }
            List<String> wrong = record.compare(id, experiments.steps(), experiments.curve(id));
            wrong.stream().limit(3).forEach(one -> violations.add(words + one));
            if (wrong.size() > 3) {
                violations.add(words + "and %d more points are wrong".formatted(wrong.size() - 3));
            }
            String weights = experiments.lastWeights(id).orElse("none");
            if (!weights.equals(undisturbed.get(each.getValue()))) {
                violations.add(words + "the weights of its last step are not those of the undisturbed run");
            }
        }
    }

    private void checkOrphans() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!installation.processes().find("").isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        installation.processes().find("").forEach(pid -> violations.add("process " + pid + " was left behind"));
    }

    private Kind kind(String id) {
        Kind kind = experiments.submitted().get(id);
        if (kind == null) {
            throw new IllegalStateException("never submitted: " + id);
        }
        return kind;
    }

    private long acknowledged() {
        return experiments.submitted().keySet().stream()
                .mapToLong(record::points)
                .sum();
    }
}
