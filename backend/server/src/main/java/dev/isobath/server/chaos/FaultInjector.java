package dev.isobath.server.chaos;

import dev.isobath.server.chaos.Processes.Signal;
import dev.isobath.server.commands.RequestFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does faults to an installation. Each call returns when what was done is over, and the installation may recover. */
final class FaultInjector {

    /** For how long something is stopped, cut or full. */
    private static final long SOME_SECONDS = 5;

    private final Installation installation;
    private final Random random;
    private final @Nullable Path fakeClock;
    private int backups;

    FaultInjector(Installation installation, Random random) {
        this.installation = installation;
        this.random = random;
        this.fakeClock = fakeClock();
    }

    private static @Nullable Path fakeClock() {
        try (Stream<Path> found = Files.find(
                Path.of("/usr/lib"), 3, (path, _) -> path.toString().endsWith("/faketime/libfaketime.so.1"))) {
            return found.findFirst().orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns why faults cannot be done on this machine. The others can. */
    Map<Fault, String> impossible() {
        Map<Fault, String> reasons = new EnumMap<>(Fault.class);
        if (!installation.hasDisks()) {
            reasons.put(Fault.FILL_SPOOL, "this process may not mount a small disk");
            reasons.put(Fault.FILL_STORE, "this process may not mount a small disk");
        }
        if (fakeClock == null) {
            reasons.put(Fault.MOVE_CLOCK, "libfaketime is not installed");
        }
        return reasons;
    }

    void inject(Fault fault, WaitForPoints points) throws Exception {
        ChaosNode node =
                installation.nodes().get(random.nextInt(installation.nodes().size()));
        switch (fault) {
            case KILL_ATTEMPT -> Processes.send(Signal.KILL, attempts(node));
            case STOP_ATTEMPT -> stop(attempts(node), SOME_SECONDS);
            case KILL_NODE -> node.kill();
            case STOP_NODE -> stop(node.pids(), Installation.LEASE_SECONDS + 3L);
            case KILL_SERVER -> {
                installation.killServer();
                installation.startServer();
            }
            case STOP_SERVER -> stop(installation.serverPids(), SOME_SECONDS);
            case KILL_DATABASE -> Processes.send(Signal.KILL, installation.databasePids());
            case STOP_DATABASE -> stop(database(), SOME_SECONDS);
            case CUT_NETWORK -> network(BadNetwork.Mode.CUT);
            case DROP_CALLS -> network(BadNetwork.Mode.DROP);
            case DELAY_CALLS -> network(BadNetwork.Mode.DELAY);
            case DUPLICATE_CALLS -> network(BadNetwork.Mode.DUPLICATE);
            case FILL_SPOOL -> fill(installation.nodes().getLast().folder());
            case FILL_STORE -> fill(installation.store());
            case MOVE_CLOCK -> moveClock(node);
            case REVOKE_TOKEN -> revoke(node);
            case RESTORE_BACKUP -> restoreBackup(points);
        }
    }

    /** Waits until something more was acknowledged. */
    interface WaitForPoints {
        void await() throws Exception;
    }

    /** Returns the attempts of a node, or those of the others when it has none. */
    private List<Long> attempts(ChaosNode first) {
        return Stream.concat(Stream.of(first), installation.nodes().stream())
                .map(ChaosNode::attempts)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<Long> database() {
        return Processes.withDescendants(installation.databasePids()).toList();
    }

    private static void stop(List<Long> pids, long seconds) throws InterruptedException {
        Processes.send(Signal.STOP, pids);
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } finally {
            Processes.send(Signal.CONT, pids);
        }
    }

    private void network(BadNetwork.Mode mode) throws InterruptedException {
        installation.network().set(mode);
        try {
            // It may be longer than a lease.
            TimeUnit.SECONDS.sleep(SOME_SECONDS + random.nextInt(Installation.LEASE_SECONDS));
        } finally {
            installation.network().set(BadNetwork.Mode.GOOD);
        }
    }

    /** Writes until the disk is full. */
    private static void fill(Path disk) throws IOException, InterruptedException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[1 << 16];
        try {
            try (OutputStream out = Files.newOutputStream(filler)) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException full) {
                TimeUnit.SECONDS.sleep(SOME_SECONDS);
            }
        } finally {
            Files.deleteIfExists(filler);
        }
    }

    private void moveClock(ChaosNode node) throws IOException, InterruptedException {
        node.kill();
        node.useClock(Map.of(
                "LD_PRELOAD",
                String.valueOf(fakeClock),
                "FAKETIME",
                random.nextBoolean() ? "+1h" : "-1h",
                "DONT_FAKE_MONOTONIC",
                "1"));
        node.start();
    }

    private void revoke(ChaosNode node) throws IOException, InterruptedException {
        try {
            installation.client().delete("/api/worker-tokens/" + node.tokenId());
        } catch (RequestFailedException unknown) {
            // A restored database does not know a token of the lost time, which is refused then as a revoked one is.
        }
    }

    private void restoreBackup(WaitForPoints points) throws Exception {
        Path file = installation.folder().resolve("backup-" + ++backups);
        installation.archive("BackupCommand", file.toString());
        points.await();
        installation.killServer();
        installation.archive("RestoreCommand", file.toString(), "--replace");
        installation.startServer();
    }

    /** Returns the plan of faults, which the seed alone decides: all of them in a drawn order, and again. */
    static List<Fault> plan(Random random, int rounds) {
        List<Fault> plan = new ArrayList<>();
        while (plan.size() < rounds) {
            List<Fault> once = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(once, random);
            plan.addAll(once);
        }
        return List.copyOf(plan.subList(0, rounds));
    }

    /** Returns a drawn pause before a fault. */
    static long pauseMillis(Random random) {
        return random.nextLong(2_000);
    }

    Optional<String> whyNot(Fault fault) {
        return Optional.ofNullable(impossible().get(fault));
    }
}
