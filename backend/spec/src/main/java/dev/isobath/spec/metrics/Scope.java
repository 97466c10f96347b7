package dev.isobath.spec.metrics;

import java.util.Locale;

/** What one value of a metric speaks of. */
public enum Scope {
    /** The whole run: {@code train_loss}. */
    RUN(""),
    /** One block, counted from 0: {@code router_mean/3}. */
    LAYER("/L"),
    /** One path of one block, real experts first, then no-ops: {@code expert_load/3/0}. */
    PATH("/L/P");

    private final String suffix;

    Scope(String suffix) {
        this.suffix = suffix;
    }

    /** What stands after the metric's word, with L the block and P the path. */
    public String suffix() {
        return suffix;
    }

    /** In lower case, for people and JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
