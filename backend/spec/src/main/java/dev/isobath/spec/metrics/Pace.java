package dev.isobath.spec.metrics;

/** When a metric is reported. */
public enum Pace {
    /** After every step. */
    STEP("every step"),
    /** At the first step, the last one, every evaluation, and about 500 times in between. */
    DETAIL("in detail"),
    /** When held-out text is evaluated. */
    EVALUATION("evaluation"),
    /** At the first step of an attempt. */
    ATTEMPT("first step of an attempt");

    private final String text;

    Pace(String text) {
        this.text = text;
    }

    /** In the words of docs/metrics.md. */
    public String text() {
        return text;
    }
}
