package dev.isobath.server;

import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialResult;

/** The trial of a tokenizer that a {@link TestWorkerNode} has leased. */
public final class TestTrialLease {

    private final ExperimentTestClient client;
    private final TrialLease lease;

    TestTrialLease(ExperimentTestClient client, TrialLease lease) {
        this.client = client;
        this.lease = lease;
    }

    public TrialLease lease() {
        return lease;
    }

    public TestResponse heartbeat() {
        return client.postJson(address() + "/heartbeat", "", lease.token());
    }

    public TestResponse tokenizer() {
        return client.send(client.request(address() + "/tokenizer").GET(), lease.token());
    }

    public TestResponse result(TrialResult result) {
        return client.postJson(address() + "/result", result, lease.token());
    }

    /** Sends a result that no record has. */
    public TestResponse resultOf(Object json) {
        return client.postJson(address() + "/result", json, lease.token());
    }

    private String address() {
        return "/api/worker/trials/" + lease.id();
    }
}
