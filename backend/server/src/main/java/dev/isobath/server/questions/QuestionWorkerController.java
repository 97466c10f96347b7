package dev.isobath.server.questions;

import dev.isobath.server.accounts.Token;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.NotFound;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What worker nodes call: for a question with their join token, about one with the token of its lease. */
@RestController
@RequestMapping("/api/worker/questions")
class QuestionWorkerController {

    private static final Logger log = LoggerFactory.getLogger(QuestionWorkerController.class);
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int LONGEST_NAME = 100;
    private static final String SCHEME = "Bearer ";
    /** A lease that runs out sends no signal. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final Questions questions;
    private final AnsweringNodes nodes;
    private final AskedSignal signal;
    private final BlobStore store;

    QuestionWorkerController(Questions questions, AnsweringNodes nodes, AskedSignal signal, BlobStore store) {
        this.questions = questions;
        this.nodes = nodes;
        this.signal = signal;
        this.store = store;
    }

    /** Waits on a virtual thread, without a database connection. */
    @PostMapping("/lease")
    ResponseEntity<InferenceLease> lease(@RequestBody InferenceLeaseRequest request) throws InterruptedException {
        String node = checked(request.node());
        nodes.seen(node);
        long until = System.nanoTime()
                + Duration.ofSeconds(Math.clamp(request.waitSeconds(), 0, LONGEST_WAIT_SECONDS))
                        .toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<InferenceLease> lease = questions.lease(node);
            long left = until - System.nanoTime();
            if (lease.isPresent() || left <= 0 || !signal.isRunning()) {
                return lease.map(ResponseEntity::ok)
                        .orElseGet(() -> ResponseEntity.noContent().build());
            }
            signal.await(generation, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
        }
    }

    @SuppressWarnings("ConstantValue") // what a client leaves out is null whatever the type says
    private static String checked(String node) {
        if (node == null || node.isBlank() || node.length() > LONGEST_NAME) {
            throw BadRequest.invalid("/node", "must have 1 to " + LONGEST_NAME + " characters");
        }
        return node;
    }

    @PostMapping("/{id}/heartbeat")
    ResponseEntity<Void> heartbeat(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        questions.renew(id, token(authorization));
        return ResponseEntity.noContent().build();
    }

    /** The checkpoint that is asked. */
    @GetMapping(path = "/{id}/checkpoint", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> checkpoint(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        Optional<Path> content =
                store.find(questions.renew(id, token(authorization)).checkpoint());
        if (content.isEmpty()) {
            // Whoever asks need not wait for an answer that cannot come.
            questions.cancel(id);
            throw QuestionRefused.notCurrent(id);
        }
        return content(content.get());
    }

    /** The tokenizer that the experiment's spec names, where it names one. It is kept as long as the experiment. */
    @GetMapping(path = "/{id}/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        String tokenizer = questions.renew(id, token(authorization)).tokenizer();
        if (tokenizer == null) {
            throw NotFound.of("tokenizer for question", id);
        }
        Optional<Path> content = store.find(tokenizer);
        if (content.isEmpty()) {
            log.error("The store has lost {}, the tokenizer that question {} needs.", tokenizer, id);
            questions.answer(
                    id,
                    token(authorization),
                    new InferenceResult.Failed("the server's store has lost the tokenizer's file"));
            throw QuestionRefused.notCurrent(id);
        }
        return content(content.get());
    }

    private static ResponseEntity<Resource> content(Path file) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(file));
    }

    @PostMapping("/{id}/answer")
    ResponseEntity<Void> answer(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody InferenceResult answer) {
        questions.answer(id, token(authorization), answer);
        return ResponseEntity.noContent().build();
    }

    private static Token token(String authorization) {
        return new Token(
                authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        ? authorization.substring(SCHEME.length()).strip()
                        : "");
    }
}
