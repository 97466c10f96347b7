package dev.isobath.server;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;

/** One question in the hands of a {@link TestNode}. */
public final class TestQuestion {

    private final Laboratory laboratory;
    private final InferenceLease lease;

    TestQuestion(Laboratory laboratory, InferenceLease lease) {
        this.laboratory = laboratory;
        this.lease = lease;
    }

    public InferenceLease lease() {
        return lease;
    }

    public Reply heartbeat() {
        return laboratory.postJson(address() + "/heartbeat", "", lease.token());
    }

    public Reply checkpoint() {
        return laboratory.send(laboratory.request(address() + "/checkpoint").GET(), lease.token());
    }

    public Reply tokenizer() {
        return laboratory.send(laboratory.request(address() + "/tokenizer").GET(), lease.token());
    }

    public Reply answer(InferenceResult answer) {
        return laboratory.postJson(address() + "/answer", answer, lease.token());
    }

    private String address() {
        return "/api/worker/questions/" + lease.id();
    }
}
