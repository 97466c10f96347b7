package dev.isobath.spec.metrics;

/** The metrics that share one page of charts. */
public enum Group {
    LOSS("Loss"),
    SPEED("Speed"),
    ROUTING("Routing"),
    EXPERTS("Experts"),
    GRADIENTS("Gradients");

    private final String title;

    Group(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
