package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LeaseGuard;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.downloads.BlobDownload;
import dev.isobath.worker.downloads.DataCache;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.system.SystemProbe;
import dev.isobath.worker.system.SystemSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt, from the first download of its lease to its finish report. */
public final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    /** The time in which a process has to stop. After that it counts as hanging. */
    private static final Duration TIME_TO_STOP = Duration.ofMinutes(3);

    private static final int TAIL_LINES = 50;
    private static final int TAIL_BYTES = 1 << 16;
    private static final int CRASH_LINES = 20;

    private final Lease lease;
    private final AttemptFolder folder;
    private final AttemptCalls calls;
    private final Outage outage;
    private final RandomGenerator random;
    private final LeaseGuard guard = new LeaseGuard();
    private final Orders orders = new Orders(guard);
    private final ServerRetry retry;
    private final CheckpointUploads uploads;
    private final ReportShipper shipper;

    public Attempt(Lease lease, AttemptFolder folder, ServerConnection server, Outage outage, RandomGenerator random)
            throws IOException {
        this.lease = lease;
        this.folder = folder;
        this.calls = new AttemptCalls(server, lease);
        this.outage = outage;
        this.random = random;
        this.retry = retry(guard);
        this.uploads = new CheckpointUploads(folder, calls, orders, retry(guard));
        Lease.ResumePoint from = beginning(lease);
        this.shipper = new ReportShipper(folder, calls, orders, uploads, from == null ? 0 : from.step());
    }

    /** Returns the checkpoint that the attempt begins with: one of its experiment, or else the one that its spec starts from. */
    private static Lease.@Nullable ResumePoint beginning(Lease lease) {
        return lease.resume() == null ? lease.start() : lease.resume();
    }

    /** Makes retries for one thread. Each thread has its own back-off. */
    private ServerRetry retry(LeaseGuard retryGuard) {
        return new ServerRetry(retryGuard, outage, Backoff.towardsServer(random));
    }

    public Orders orders() {
        return orders;
    }

    /**
     * Trains the lease's spec in a process of its own. It returns the outcome of the attempt, or nothing if the attempt was
     * superseded.
     */
    public Optional<Finish.Outcome> train(DataCache cache, AttemptCommand command)
            throws IOException, InterruptedException {
        LOG.info("Attempt {} of experiment {} starts{}.", lease.number(), lease.experiment(), from(beginning(lease)));
        try (DataCache.Use use = cache.use(lease)) {
            return runWithHeartbeats(() -> {
                use.makeRoom();
                AttemptData data = fetch(cache);
                use.touch();
                return orders.isEnding() ? "The attempt had not started yet." : follow(command, data);
            });
        }
    }

    /** Ends an attempt that an earlier node left behind. Its process has ended. */
    public Optional<Finish.Outcome> recover() throws IOException, InterruptedException {
        LOG.info(
                "Attempt {} of experiment {} was left behind by an earlier run of this node; handing it back.",
                lease.number(),
                lease.experiment());
        shipper.offerEarlierCheckpoint();
        return runWithHeartbeats(() -> {
            // The reply says whether the attempt is still this node's and whether it was cancelled meanwhile. That
            // decides what is left to do.
            orders.take(
                    retry.call(() -> calls.heartbeat(shipper.step(), List.of())).action());
            return "The worker node was lost while it ran the attempt, and has come back.";
        });
    }

    private static String from(Lease.@Nullable ResumePoint resume) {
        return resume == null ? "" : " from step " + resume.step();
    }

    /**
     * The work of an attempt while its heartbeats run. It returns an explanation for the case that the process left no result.
     */
    private interface Work {
        String run() throws CallFailed, IOException, InterruptedException;
    }

    private Optional<Finish.Outcome> runWithHeartbeats(Work work) throws IOException, InterruptedException {
        SystemSamples samples = new SystemSamples(new SystemProbe(), orders::process);
        Heartbeats heartbeats = new Heartbeats(
                calls,
                orders,
                retry(guard),
                Duration.ofSeconds(Math.max(1, lease.heartbeatSeconds())),
                shipper::step,
                samples);
        Thread sampleThread = Thread.ofVirtual().name("samples").start(samples::run);
        Thread heartbeatThread = Thread.ofVirtual().name("heart").start(heartbeats::run);
        Thread uploadThread = Thread.ofVirtual().name("uploads").start(uploads::run);
        try {
            Finish finish = finish(work);
            send(finish);
            LOG.info(
                    "Attempt {} of experiment {}: {} at step {}. {}",
                    lease.number(),
                    lease.experiment(),
                    finish.outcome(),
                    finish.step(),
                    finish.reason());
            return Optional.of(finish.outcome());
        } catch (CallFailed failed) {
            guard.supersede(String.valueOf(failed.getMessage()));
            LOG.warn(
                    "Attempt {} of experiment {} is dropped: {}",
                    lease.number(),
                    lease.experiment(),
                    failed.getMessage());
            return Optional.empty();
        } finally {
            heartbeatThread.interrupt();
            uploadThread.interrupt();
            sampleThread.interrupt();
            heartbeatThread.join();
            uploadThread.join();
            sampleThread.join();
        }
    }

    /**
     * Sends the finish report until it is answered, unless the attempt is superseded by then. After that a heartbeat may be told
     * that the attempt is over, which also happens when the answer to the finish report was lost. Therefore only an answer to the
     * finish report itself ends the retries.
     */
    private void send(Finish finish) throws CallFailed, IOException, InterruptedException {
        guard.checkCurrent();
        retry(new LeaseGuard()).call(() -> {
            calls.finish(finish);
            return finish;
        });
    }

    private Finish finish(Work work) throws CallFailed, InterruptedException {
        try {
            return decideFinish(work.run());
        } catch (CallFailed.Refused | IOException broken) {
            return new Finish(
                    orders.stopAsked() ? Finish.Outcome.STOPPED : Finish.Outcome.LOST,
                    shipper.step(),
                    "The worker node could not go on with the attempt: " + broken.getMessage(),
                    tailAsFarAsReadable());
        }
    }

    private AttemptData fetch(DataCache cache) throws CallFailed, IOException, InterruptedException {
        AttemptData data = new AttemptData(
                fetch(cache, lease.corpus(), calls::downloadCorpus),
                lease.documents() == null ? null : fetch(cache, lease.documents(), calls::downloadDocuments),
                lease.tokenizer() == null ? null : fetch(cache, lease.tokenizer(), calls::downloadTokenizer));
        if (lease.resume() != null) {
            Lease.Blob checkpoint = lease.resume().checkpoint();
            BlobDownload.obtain(checkpoint, folder.resume(), retry, file -> calls.downloadCheckpoint(checkpoint, file));
        } else if (lease.start() != null) {
            Lease.Blob checkpoint = lease.start().checkpoint();
            BlobDownload.obtain(checkpoint, folder.resume(), retry, file -> calls.downloadStart(checkpoint, file));
        }
        return data;
    }

    /** A call that fetches one kind of content. */
    private interface Download {
        void into(Lease.Blob blob, Path file) throws CallFailed, InterruptedException;
    }

    private Path fetch(DataCache cache, Lease.Blob blob, Download download)
            throws CallFailed, IOException, InterruptedException {
        Path target = cache.file(blob);
        BlobDownload.obtain(blob, target, retry, file -> download.into(blob, file));
        return target;
    }

    /** Runs the process and ships what it measures until it has ended. */
    private String follow(AttemptCommand command, AttemptData data)
            throws CallFailed, IOException, InterruptedException {
        TrainingProcess child = TrainingProcess.start(command.build(folder, data), folder);
        HangWatch watch = new HangWatch(folder.pulse(), command.hangLimits(), System::nanoTime);
        try {
            orders.attach(child);
            long nextBatch = System.nanoTime();
            long killAt = Long.MAX_VALUE;
            while (!child.awaitEnd(LOOK_EVERY)) {
                guard.checkCurrent();
                long now = System.nanoTime();
                if (orders.isEnding() && killAt == Long.MAX_VALUE) {
                    killAt = now + TIME_TO_STOP.toNanos();
                }
                if (now - killAt > 0 && killAt != Long.MAX_VALUE) {
                    LOG.warn("Attempt {} does not stop and is killed.", lease.attempt());
                    child.kill("The worker node ended the attempt's process, which did not stop within %d s."
                            .formatted(TIME_TO_STOP.toSeconds()));
                }
                watch.look().ifPresent(why -> {
                    LOG.warn("Attempt {}: {}", lease.attempt(), why);
                    child.kill(why);
                });
                if (now - nextBatch >= 0) {
                    ReportShipper.Shipped shipped = shipper.shipNext(retry);
                    // Reports that accumulated while the server was away are sent without a pause.
                    nextBatch = shipped == ReportShipper.Shipped.FULL_BATCH ? now : now + BETWEEN_BATCHES.toNanos();
                }
            }
            return child.explainEnd();
        } finally {
            child.kill("The worker node ended the attempt's process, because it could not go on with the attempt.");
            child.awaitEnd(TIME_TO_STOP);
        }
    }

    /**
     * Ships everything that was measured and saved, so that the server has it before the attempt ends, and then decides the
     * outcome for good.
     */
    private Finish decideFinish(String explanation) throws CallFailed, IOException, InterruptedException {
        while (shipper.shipNext(retry) != ReportShipper.Shipped.NOTHING) {
            // This repeats until nothing is left.
        }
        String checkpointFailure = uploads.settle();
        Optional<Finish> decided = folder.find(folder.finish(), Finish.class);
        if (decided.isPresent()) {
            return decided.get();
        }
        Ending ending = new Ending(
                folder.find(folder.result(), AttemptResult.class).orElse(null),
                explanation,
                orders.stopAsked(),
                orders.isNodeEnding());
        Finish finish = ending.finish(shipper.step(), checkpointFailure, logTail());
        Json.write(folder.finish(), finish);
        return finish;
    }

    private List<String> tailAsFarAsReadable() {
        try {
            return logTail();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private List<String> logTail() throws IOException {
        List<String> lines = new ArrayList<>(shipper.unshippedLog(TAIL_LINES, TAIL_BYTES));
        if (Files.exists(folder.crash())) {
            // Java prints the beginning of its crash file too, so that most of these lines are in the log already.
            Set<String> printed = Set.copyOf(new LogFile(folder.log()).tail(0, Integer.MAX_VALUE, TAIL_BYTES));
            lines.addAll(new LogFile(folder.crash())
                    .read(0, TAIL_BYTES).lines().stream()
                            .filter(line -> line.startsWith("#") && !printed.contains(line))
                            .limit(CRASH_LINES)
                            .toList());
        }
        return lines;
    }
}
