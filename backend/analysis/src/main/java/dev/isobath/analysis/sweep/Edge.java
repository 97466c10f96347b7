package dev.isobath.analysis.sweep;

/** Where the best learning rate lies among those that were tried. */
public enum Edge {
    /** Lower and higher rates were tried. A higher rate at which every run diverged counts as tried. */
    INSIDE("The best learning rate lies inside the sweep."),
    LOWEST("The best learning rate is the lowest one of the sweep, so a lower one may be better."),
    HIGHEST("The best learning rate is the highest one of the sweep, so a higher one may be better."),
    ONLY("Only one learning rate was tried, so nothing tells whether it is a good one.");

    private final String sentence;

    Edge(String sentence) {
        this.sentence = sentence;
    }

    /** What this says about the sweep, as a sentence. */
    public String sentence() {
        return sentence;
    }
}
