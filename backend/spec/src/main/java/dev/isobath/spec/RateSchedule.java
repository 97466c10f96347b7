package dev.isobath.spec;

/** What the learning rate does after the warm-up. */
public enum RateSchedule implements Named {
    /** Half a cosine from the peak to the final rate, over the rest of the run (2404.02258, section 3.6). */
    COSINE("cosine", 0.1),
    /** The peak, and over the last steps a cool-down with 1 minus the root of its progress (2405.18392). */
    WSD("wsd", 0),
    /** The peak until the last step. */
    CONSTANT("constant", 1);

    private final String text;
    private final double finalShare;

    RateSchedule(String text, double finalShare) {
        this.text = text;
        this.finalShare = finalShare;
    }

    @Override
    public String text() {
        return text;
    }

    /** Returns the learning rate of the last step as a share of the peak, where a spec does not say it. */
    double finalShare() {
        return finalShare;
    }
}
