package dev.isobath.spec;

/**
 * How first weights, learning rates and multipliers follow from the size of a model. The base model is the one that the learning rate was
 * tuned for.
 *
 * @param rule which of them change with the size
 * @param baseWidth d of the base model
 * @param baseHeads h of the base model
 * @param baseLayers L of the base model; used with {@link Rule#COMPLETEP} only
 */
public record Parametrization(Rule rule, int baseWidth, int baseHeads, int baseLayers) {

    /** Nothing changes with the size. */
    public static final Parametrization STANDARD = new Parametrization(Rule.STANDARD, 0, 0, 0);

    /** Which numbers change with the size of a model. */
    public enum Rule implements Named {
        /** None. The learning rate is tuned again for each size. */
        STANDARD("standard"),
        /** Those that keep activations and updates of one size at every width (2203.03466). */
        MUP("mup"),
        /** Those, and the multiplier of residual branches, which does so at every depth (2505.01618, with alpha 1). */
        COMPLETEP("completep");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
