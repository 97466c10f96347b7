package dev.isobath.spec.metrics;

/** How often a metric is reported. */
public enum Pace {
    /** The metric is reported after every step. */
    STEP("every step"),
    /** The metric is reported at the first step, the last step, every evaluation, and about 500 times in between. */
    DETAIL("in detail"),
    /** The metric is reported when held-out text is evaluated. */
    EVALUATION("evaluation"),
    /** The metric is reported at the first step of an attempt. */
    ATTEMPT("first step of an attempt");

    private final String text;

    Pace(String text) {
        this.text = text;
    }

    /** Returns the words that docs/metrics.md uses for it. */
    public String text() {
        return text;
    }
}
