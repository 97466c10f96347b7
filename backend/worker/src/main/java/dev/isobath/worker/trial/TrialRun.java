package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LeaseGuard;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.downloads.BlobDownload;
import dev.isobath.worker.downloads.DataCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial, from its lease to its result. */
final class TrialRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);

    private final TrialLease lease;
    private final TrialCalls calls;
    private final DataCache cache;
    private final TrialChild child;
    private final LeaseGuard guard = new LeaseGuard();
    private final ServerRetry retry;
    private final ServerRetry heartRetry;

    TrialRun(
            TrialLease lease,
            ServerConnection server,
            DataCache cache,
            TrialChild child,
            Outage outage,
            RandomGenerator random) {
        this.lease = lease;
        this.calls = new TrialCalls(server, lease);
        this.cache = cache;
        this.child = child;
        this.retry = new ServerRetry(guard, outage, Backoff.towardsServer(random));
        this.heartRetry = new ServerRetry(guard, outage, Backoff.towardsServer(random));
    }

    void run() throws InterruptedException {
        Thread heart = Thread.ofVirtual().name("trial-heart").start(this::beat);
        try {
            TrialResult result;
            try {
                result = tried();
            } finally {
                heart.interrupt();
                heart.join();
            }
            retry.call(() -> {
                calls.result(result);
                return lease;
            });
            LOG.info("Tokenizer {} is tried: {}", lease.tokenizer().id(), words(result));
        } catch (CallFailed | IOException dropped) {
            LOG.info(
                    "The trial of tokenizer {} is dropped: {}",
                    lease.tokenizer().id(),
                    dropped.getMessage());
        }
    }

    private TrialResult tried() throws CallFailed, InterruptedException {
        try (DataCache.Use use = cache.use(lease)) {
            use.makeRoom();
            Path file = cache.file(lease.tokenizer());
            BlobDownload.obtain(lease.tokenizer(), file, retry, calls::downloadTokenizer);
            use.touch();
            guard.checkCurrent();
            TrialResult result = child.run(file, lease.vocabulary());
            guard.checkCurrent();
            return result;
        } catch (IOException broken) {
            return new TrialResult.Failed("The worker node could not begin: " + broken.getMessage());
        }
    }

    private static String words(TrialResult result) {
        return switch (result) {
            case TrialResult.Usable _ -> "it is usable.";
            case TrialResult.Unusable unusable -> "it is unusable. " + unusable.reason();
            case TrialResult.Failed failed -> "without a verdict. " + failed.reason();
        };
    }

    /** Says that the node is at it, until interrupted; when the trial is no longer this node's, ends it. */
    private void beat() {
        try {
            while (true) {
                guard.await(Duration.ofSeconds(Math.max(1, lease.heartbeatSeconds())));
                heartRetry.call(() -> {
                    calls.heartbeat();
                    return lease;
                });
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (CallFailed | IOException over) {
            guard.supersede(String.valueOf(over.getMessage()));
            child.kill();
        }
    }
}
