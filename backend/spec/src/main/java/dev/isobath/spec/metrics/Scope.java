package dev.isobath.spec.metrics;

import java.util.Locale;

/** What one value of a metric describes. */
public enum Scope {
    /** The whole run: {@code train_loss}. */
    RUN(""),
    /** One block, counted from 0: {@code router_mean/3}. */
    LAYER("/L"),
    /** One path of one block: {@code expert_load/3/0}. Real experts come first, then no-ops. */
    PATH("/L/P");

    private final String suffix;

    Scope(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the suffix that follows the metric's word, with L for the block and P for the path. */
    public String suffix() {
        return suffix;
    }

    /** Returns the name in lower case, for people and JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
