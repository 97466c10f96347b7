package dev.isobath.worker;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One question, from its lease to its answer. */
final class QuestionRun {

    private static final Logger LOG = LoggerFactory.getLogger(QuestionRun.class);

    private final InferenceLease lease;
    private final QuestionCalls calls;
    private final FetchedCheckpoints checkpoints;
    private final DataCache cache;
    private final AnswerChild child;
    private final Orders orders = new Orders();
    private final Patience patience;
    private final Patience heartPatience;

    QuestionRun(
            InferenceLease lease,
            ServerConnection server,
            FetchedCheckpoints checkpoints,
            DataCache cache,
            AnswerChild child,
            Outage outage,
            RandomGenerator random) {
        this.lease = lease;
        this.calls = new QuestionCalls(server, lease);
        this.checkpoints = checkpoints;
        this.cache = cache;
        this.child = child;
        this.patience = new Patience(orders, outage, Backoff.towardsServer(random));
        this.heartPatience = new Patience(orders, outage, Backoff.towardsServer(random));
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
            AskedFiles files = new AskedFiles(
                    checkpoints.obtain(lease.checkpoint(), patience, calls::downloadCheckpoint), tokenizer());
            use.touch();
            orders.checkCurrent();
            byte[] answer = child.ask(files, lease.question());
            orders.checkCurrent();
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
        StoredBlobs.obtain(tokenizer, file, patience, part -> calls.downloadTokenizer(tokenizer, part));
        return file;
    }

    private void say(byte[] answer) throws CallFailed, IOException, InterruptedException {
        try {
            patience.insist(() -> {
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
                orders.await(Duration.ofSeconds(Math.max(1, lease.heartbeatSeconds())));
                heartPatience.insist(() -> {
                    calls.heartbeat();
                    return lease;
                });
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (CallFailed | IOException over) {
            orders.supersede(String.valueOf(over.getMessage()));
            child.kill();
        }
    }
}
