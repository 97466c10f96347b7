package dev.isobath.server;

import dev.isobath.spec.protocol.QuestionLease;
import dev.isobath.spec.questions.Answer;

/** One question in the hands of a {@link TestNode}. */
public final class TestQuestion {

    private final Laboratory laboratory;
    private final QuestionLease lease;

    TestQuestion(Laboratory laboratory, QuestionLease lease) {
        this.laboratory = laboratory;
        this.lease = lease;
    }

    public QuestionLease lease() {
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

    public Reply answer(Answer answer) {
        return laboratory.postJson(address() + "/answer", answer, lease.token());
    }

    private String address() {
        return "/api/worker/questions/" + lease.id();
    }
}
