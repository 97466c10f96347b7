package dev.isobath.server.questions;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.inference.InferenceRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a question for samples, as the description of the API shows it.
 *
 * @param tokens most tokens of each sample; with its prompt it has at most as many as a sequence of the model
 * @param temperature 1 when left out; 0 takes the most likely token each time
 * @param topP 1 when left out
 * @param seed drawn, and told in the answer, when left out
 * @param stop texts that end a sample; none when left out
 * @param count how many samples; 1 when left out
 * @param checkpoint one of the experiment's; the latest when left out
 */
record SamplesRequest(
        String prompt,
        int tokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable List<String> stop,
        @Nullable Integer count,
        @Nullable UUID checkpoint) {

    /** Over all samples of a question: what a small machine draws in about the time a person waits. */
    private static final int MOST_TOKENS = 8192;

    private static final int MOST_SAMPLES = 16;
    private static final int MOST_STOPS = 8;
    private static final int LONGEST_STOP = 100;
    private static final double MOST_TEMPERATURE = 100;
    /** Below 2^53, so that no JavaScript client rounds it. */
    private static final long MOST_SEED = (1L << 53) - 1;

    /**
     * Reads such a body and checks it against the experiment.
     *
     * @throws dev.isobath.server.problems.BadRequest naming every bad field
     */
    static Asked read(JsonNode body, ExperimentSpec spec) {
        BodyFields fields = new BodyFields(body);
        String prompt = fields.text("prompt");
        TextLength.checkPrompt(fields, "prompt", prompt, spec.data());
        long tokens = fields.whole("tokens", null, 1, MOST_TOKENS);
        double temperature = fields.number("temperature", 1);
        if (temperature < 0 || temperature > MOST_TEMPERATURE) {
            fields.wrong("/temperature", "must be between 0 and " + (int) MOST_TEMPERATURE);
        }
        double topP = fields.number("topP", 1);
        if (topP <= 0 || topP > 1) {
            fields.wrong("/topP", "must be above 0 and at most 1");
        }
        long seed = fields.whole("seed", ThreadLocalRandom.current().nextLong(1L << 31), 0, MOST_SEED);
        List<String> stop = fields.texts("stop", MOST_STOPS, LONGEST_STOP);
        long count = fields.whole("count", 1L, 1, MOST_SAMPLES);
        if (tokens * count > MOST_TOKENS) {
            fields.wrong(
                    "/count", "%d samples of %d tokens are more than %d tokens".formatted(count, tokens, MOST_TOKENS));
        }
        UUID checkpoint = fields.id("checkpoint");
        fields.check();
        return new Asked(
                new InferenceRequest.Samples(prompt, (int) tokens, temperature, topP, seed, stop, (int) count),
                checkpoint);
    }
}
