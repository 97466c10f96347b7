package dev.isobath.analysis.scaling;

/** A bound of the surface's fit that the best fit lies on. The estimate then says more about the bound than about the runs. */
public enum Bound {
    ALPHA_LOW(
            "The exponent alpha lies at its lower bound, 0.01, so the runs do not tell how the loss falls with the size."),
    ALPHA_HIGH(
            "The exponent alpha lies at its upper bound, 2, so the runs do not tell how the loss falls with the size."),
    BETA_LOW(
            "The exponent beta lies at its lower bound, 0.01, so the runs do not tell how the loss falls with the tokens."),
    BETA_HIGH(
            "The exponent beta lies at its upper bound, 2, so the runs do not tell how the loss falls with the tokens."),
    E_ZERO("The limit E is 0, so the runs show no loss that stays."),
    A_ZERO("The coefficient A is 0, so the runs show no effect of the size."),
    B_ZERO("The coefficient B is 0, so the runs show no effect of the tokens.");

    private final String sentence;

    Bound(String sentence) {
        this.sentence = sentence;
    }

    /** What the bound means, as a sentence. */
    public String sentence() {
        return sentence;
    }
}
