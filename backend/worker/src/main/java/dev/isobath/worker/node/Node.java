package dev.isobath.worker.node;

import com.sun.management.OperatingSystemMXBean;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import dev.isobath.spec.protocol.SystemSample;
import dev.isobath.training.engine.Processor;
import dev.isobath.worker.attempt.Attempt;
import dev.isobath.worker.attempt.AttemptCommand;
import dev.isobath.worker.attempt.AttemptFolder;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LongPoll;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.downloads.DataCache;
import dev.isobath.worker.inference.InferenceSettings;
import dev.isobath.worker.inference.InferenceThread;
import dev.isobath.worker.system.GpuProbe;
import dev.isobath.worker.system.SystemProbe;
import dev.isobath.worker.trial.TrialSettings;
import dev.isobath.worker.trial.TrialThread;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker node: a number of slots, each running one attempt at a time, a thread for inference requests and one for trials. */
public final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeOptions options;
    private final HomeFolder home;
    private final DataCache cache;
    private final AttemptCommand command;
    private final ServerConnection server;
    private final Outage outage;
    private final RandomGenerator random;
    private final LongPoll<Lease> poll;
    private final InferenceThread inferenceThread;
    private final TrialThread trialThread;
    private final List<Slot> slots;
    private final Queue<AttemptFolder> leftovers;
    private final SystemProbe probe = new SystemProbe();
    private final @Nullable Long deviceMemoryBytes;
    private @Nullable CallFailed failure;

    /**
     * Prepares the node and finds the attempts that an earlier node left in its folder.
     *
     * @param random must be safe to use from several threads
     */
    public Node(
            NodeOptions options,
            HomeFolder home,
            AttemptCommand command,
            InferenceSettings inference,
            TrialSettings trials,
            RandomGenerator random)
            throws IOException {
        this.options = options;
        this.home = home;
        this.cache = new DataCache(home.corpora(), options.cacheBytes());
        this.command = command;
        this.random = random;
        this.server = new ServerConnection(options.server());
        this.outage = new Outage(options.server().toString());
        this.poll = new LongPoll<>(
                server, "/api/worker/lease", options.token(), Lease.class, outage, Backoff.towardsServer(random));
        this.inferenceThread = new InferenceThread(
                options.name(),
                options.token(),
                home.path(),
                home.checkpoints(),
                cache,
                inference,
                server,
                outage,
                random);
        this.trialThread =
                new TrialThread(options.name(), options.token(), home.path(), cache, trials, server, outage, random);
        OptionalLong gpu = options.labels().contains("cuda") ? GpuProbe.largestMemoryBytes() : OptionalLong.empty();
        this.deviceMemoryBytes = gpu.isPresent() ? Long.valueOf(gpu.getAsLong()) : null;
        this.leftovers = new ArrayDeque<>(home.leftovers());
        this.slots = IntStream.rangeClosed(1, options.slots())
                .mapToObj(number -> new Slot(this, number))
                .toList();
    }

    /** Runs until {@link #end} or until the server refuses the node. It returns that refusal, or null. */
    @Nullable
    public CallFailed run() throws InterruptedException {
        slots.forEach(Slot::start);
        if (!endsAfterAttempt()) {
            inferenceThread.start();
            trialThread.start();
        }
        try {
            for (Slot slot : slots) {
                slot.awaitEnd();
            }
        } finally {
            endThreads();
        }
        synchronized (this) {
            return failure;
        }
    }

    /** Takes no more leases and hands back what runs. It returns whether that was done in time. */
    public boolean end() throws InterruptedException {
        slots.forEach(Slot::end);
        endThreads();
        long deadline = System.nanoTime() + options.drain().toNanos();
        for (Slot slot : slots) {
            if (!slot.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    private void endThreads() throws InterruptedException {
        inferenceThread.end();
        trialThread.end();
    }

    boolean endsAfterAttempt() {
        return options.until() == NodeOptions.Until.ATTEMPT_ENDS;
    }

    HomeFolder home() {
        return home;
    }

    DataCache cache() {
        return cache;
    }

    AttemptCommand command() {
        return command;
    }

    RandomGenerator random() {
        return random;
    }

    Attempt attempt(Lease lease, AttemptFolder folder) throws IOException {
        return new Attempt(lease, folder, server, outage, random);
    }

    synchronized @Nullable AttemptFolder takeLeftover() {
        return leftovers.poll();
    }

    /** Notes that the server refuses this node. */
    synchronized void fail(CallFailed refused) {
        if (failure == null) {
            failure = refused;
        }
    }

    void rest(Backoff backoff) throws InterruptedException {
        Thread.sleep(backoff.next());
    }

    /** Asks for work once, for as long as the server holds the call. When the server is away, it waits before it returns. */
    Optional<Lease> lease() throws CallFailed, InterruptedException {
        return poll.ask(
                new LeaseRequest(options.name(), options.labels(), describe(), LongPoll.WAIT_SECONDS, sample()));
    }

    /** Measures the node for all slots that wait together, so that each share is that since the last call of any of them. */
    private synchronized SystemSample sample() {
        return probe.sample(null);
    }

    private NodeDescription describe() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new NodeDescription(
                NodeOptions.hostname(),
                options.slots(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                options.labels().contains("cuda") ? "cuda" : "cpu",
                version(),
                Processor.inUse().text(),
                deviceMemoryBytes);
    }

    static String version() {
        String version = Node.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    public void announce() {
        LOG.info(
                "Worker node {} ({}): {} slot(s) for {} in {}.",
                options.name(),
                version(),
                options.slots(),
                options.server(),
                options.home());
    }
}
