package dev.isobath.analysis.scaling;

/** What the size of a model is, and what training it on one token costs for it. */
public enum SizeAxis {
    /** Forward FLOPs per token, by one convention. Training costs three times as many: C = 3 F D. This axis fits routed models. */
    FORWARD_FLOPS("forward FLOPs a token", 3),
    /** Parameters. Training costs about six FLOPs for each parameter and token: C = 6 N D. This axis fits dense models only. */
    PARAMETERS("parameters", 6);

    private final String text;
    private final double trainingFlops;

    SizeAxis(String text, double trainingFlops) {
        this.text = text;
        this.trainingFlops = trainingFlops;
    }

    /** The unit of the size, for sentences. */
    public String text() {
        return text;
    }

    /** The training FLOPs of one token for one unit of size. */
    public double trainingFlops() {
        return trainingFlops;
    }
}
