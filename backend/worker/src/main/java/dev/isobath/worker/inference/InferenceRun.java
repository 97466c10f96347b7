package dev.isobath.worker.inference;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LeaseGuard;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.downloads.BlobDownload;
import dev.isobath.worker.downloads.CheckpointCache;
import dev.isobath.worker.downloads.DataCache;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One question, from its lease to its answer. */
final class InferenceRun {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceRun.class);

    private final InferenceLease lease;
    private final InferenceCalls calls;
    private final CheckpointCache checkpoints;
    private final DataCache cache;
    private final InferenceChild child;
    private final LeaseGuard guard = new LeaseGuard();
    private final ServerRetry retry;
    private final ServerRetry heartPatience;

    InferenceRun(
            InferenceLease lease,
            ServerConnection server,
            CheckpointCache checkpoints,
            DataCache cache,
            InferenceChild child,
            Outage outage,
            RandomGenerator random) {
        this.lease = lease;
        this.calls = new InferenceCalls(server, lease);
        this.checkpoints = checkpoints;
        this.cache = cache;
        this.child = child;
        this.retry = new ServerRetry(guard, outage, Backoff.towardsServer(random));
        this.heartPatience = new ServerRetry(guard, outage, Backoff.towardsServer(random));
    }

    void run() throws InterruptedException {
        long began = System.nanoTime();
        Thread heart = Thread.ofVirtual().name("question-heart").start(this::beat);
        try {
            byte[] answer;
            try {
                answer = compute();
            } finally {
                heart.interrupt();
                heart.join();
            }
            say(answer);
            LOG.info(
                    "Question {} about step {} of experiment {} is answered after {} ms.",
                    lease.id(),
                    lease.step(),
                    lease.experiment(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        } catch (CallFailed | IOException dropped) {
            LOG.info(
                    "Question {} about experiment {} is dropped: {}",
                    lease.id(),
                    lease.experiment(),
                    dropped.getMessage());
        }
    }

    private byte[] compute() throws CallFailed, InterruptedException {
        try (DataCache.Use use = cache.use(lease)) {
            use.makeRoom();
            RequestFiles files = new RequestFiles(
                    checkpoints.obtain(lease.checkpoint(), retry, calls::downloadCheckpoint), tokenizer());
            use.touch();
            guard.checkCurrent();
            byte[] answer = child.ask(files, lease.question());
            guard.checkCurrent();
            return answer;
        } catch (IOException broken) {
            return failed("The worker node could not start: " + broken.getMessage());
        }
    }

    /** Kept beside those of the attempts: a node that trained the model has it already. */
    private @Nullable Path tokenizer() throws CallFailed, IOException, InterruptedException {
        Lease.Blob tokenizer = lease.tokenizer();
        if (tokenizer == null) {
            return null;
        }
        Path file = cache.file(tokenizer);
        BlobDownload.obtain(tokenizer, file, retry, part -> calls.downloadTokenizer(tokenizer, part));
        return file;
    }

    private void say(byte[] answer) throws CallFailed, IOException, InterruptedException {
        try {
            retry.call(() -> {
                calls.answer(answer);
                return answer;
            });
        } catch (CallFailed.Refused refused) {
            // Whoever waits hears at least that much.
            calls.answer(failed("The server did not take the answer: " + refused.getMessage()));
        }
    }

    private static byte[] failed(String reason) {
        return Json.MAPPER.writeValueAsBytes(new InferenceResult.Failed(reason));
    }

    /** Says that the node is at it, until interrupted; when nobody waits any more, ends the computation. */
    private void beat() {
        try {
            while (true) {
                guard.await(Duration.ofSeconds(Math.max(1, lease.heartbeatSeconds())));
                heartPatience.call(() -> {
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
