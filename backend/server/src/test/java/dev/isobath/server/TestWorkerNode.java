package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import dev.isobath.spec.protocol.TrialResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A worker node that speaks the worker protocol and computes nothing. */
public final class TestWorkerNode {

    private static final JsonMapper JSON = new JsonMapper();

    private final ExperimentTestClient client;
    private final String name;
    private final String token;
    /** More than all experiments of a test take together. */
    private long memoryBytes = 1L << 46;

    TestWorkerNode(ExperimentTestClient client, String name, String token) {
        this.client = client;
        this.name = name;
        this.token = token;
    }

    /** Asks for an experiment. */
    public Optional<TestAttempt> lease(int waitSeconds) {
        return lease(waitSeconds, List.of());
    }

    /** Asks for an experiment and names the devices that the node offers. */
    public Optional<TestAttempt> lease(int waitSeconds, List<String> labels) {
        return lease(waitSeconds, labels, null);
    }

    /** Asks for work and says what it computes with. */
    public TestAttempt lease(String processorClass) {
        return lease(0, List.of(), processorClass).orElseThrow(() -> new AssertionError("nothing to lease"));
    }

    private Optional<TestAttempt> lease(int waitSeconds, List<String> labels, @Nullable String processorClass) {
        TestResponse reply = askForLease(waitSeconds, labels, processorClass);
        if (reply.status() == 204) {
            return Optional.empty();
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Optional.of(new TestAttempt(client, JSON.readValue(reply.body(), Lease.class)));
    }

    /** Asks for an experiment and returns the answer, whatever it is. */
    public TestResponse askForLease() {
        return askForLease(0);
    }

    /** Asks for an experiment, waits for it, and returns the answer, whatever it is. */
    public TestResponse askForLease(int waitSeconds) {
        return askForLease(waitSeconds, List.of(), null);
    }

    private TestResponse askForLease(int waitSeconds, List<String> labels, @Nullable String processorClass) {
        NodeDescription description = new NodeDescription("host", 1, 2, memoryBytes, "cpu", "0.1.0", processorClass);
        return client.postJson("/api/worker/lease", new LeaseRequest(name, labels, description, waitSeconds), token);
    }

    /** Asks for an inference request and returns the answer, whatever it is. */
    public TestResponse askForQuestion() {
        return client.postJson("/api/worker/questions/lease", new InferenceLeaseRequest(name, 0), token);
    }

    /** Says from now on that the node has this much memory. */
    public TestWorkerNode withMemory(long bytes) {
        memoryBytes = bytes;
        return this;
    }

    /** Leases an experiment. Fails when none waits. */
    public TestAttempt lease() {
        return lease(0).orElseThrow(() -> new AssertionError("nothing to lease"));
    }

    /** Asks for an inference request. */
    public Optional<TestInferenceLease> leaseInference(int waitSeconds) {
        TestResponse reply =
                client.postJson("/api/worker/questions/lease", new InferenceLeaseRequest(name, waitSeconds), token);
        if (reply.status() == 204) {
            return Optional.empty();
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Optional.of(new TestInferenceLease(client, JSON.readValue(reply.body(), InferenceLease.class)));
    }

    /** Leases an inference request. Fails when none comes within 20 seconds. */
    public TestInferenceLease leaseInference() {
        return leaseInference(20).orElseThrow(() -> new AssertionError("no inference request to lease"));
    }

    /** Asks for the trial of a tokenizer. */
    public Optional<TestTrialLease> leaseTrial(int waitSeconds) {
        TestResponse reply =
                client.postJson("/api/worker/trials/lease", new TrialLeaseRequest(name, waitSeconds), token);
        if (reply.status() == 204) {
            return Optional.empty();
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Optional.of(new TestTrialLease(client, JSON.readValue(reply.body(), TrialLease.class)));
    }

    /** Leases the trial of a tokenizer. Fails when none comes within 20 seconds. */
    public TestTrialLease leaseTrial() {
        return leaseTrial(20).orElseThrow(() -> new AssertionError("no trial to lease"));
    }

    /** Says of every tokenizer that waits for its trial that it is usable. */
    public void findAllUsable() {
        for (Optional<TestTrialLease> trial = leaseTrial(0); trial.isPresent(); trial = leaseTrial(0)) {
            trial.get().result(new TrialResult.Usable("0", trial.get().lease().vocabulary(), List.of()));
        }
    }
}
