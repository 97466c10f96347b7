package dev.isobath.server;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;

/** An inference request that a {@link TestWorkerNode} has leased. */
public final class TestInferenceLease {

    private final ExperimentTestClient client;
    private final InferenceLease lease;

    TestInferenceLease(ExperimentTestClient client, InferenceLease lease) {
        this.client = client;
        this.lease = lease;
    }

    public InferenceLease lease() {
        return lease;
    }

    public TestResponse heartbeat() {
        return client.postJson(address() + "/heartbeat", "", lease.token());
    }

    public TestResponse checkpoint() {
        return client.send(client.request(address() + "/checkpoint").GET(), lease.token());
    }

    public TestResponse tokenizer() {
        return client.send(client.request(address() + "/tokenizer").GET(), lease.token());
    }

    public TestResponse answer(InferenceResult answer) {
        return client.postJson(address() + "/answer", answer, lease.token());
    }

    private String address() {
        return "/api/worker/questions/" + lease.id();
    }
}
