package dev.isobath.server.inference;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.inference.InferenceRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request for samples. The API description shows it; {@link #parse} reads it.
 *
 * @param tokens the most tokens of each sample; prompt and sample together are at most as long as a sequence of the model
 * @param temperature the sampling temperature; 1 by default; 0 always takes the most likely token
 * @param topP the probability mass of top-p sampling; 1 by default
 * @param seed the seed of the random numbers; by default it is drawn at random, and the response contains it
 * @param stop texts that end a sample; none by default
 * @param count the number of samples; 1 by default
 * @param checkpoint a checkpoint of the experiment; the latest by default
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

    /** The most tokens of all samples together. A small machine draws them in about the time that a user waits. */
    private static final int MAX_TOKENS = 8192;

    private static final int MAX_SAMPLES = 16;
    private static final int MAX_STOPS = 8;
    private static final int MAX_STOP_LENGTH = 100;
    private static final double MAX_TEMPERATURE = 100;
    /** The largest seed. It is below 2^53, so that JavaScript clients do not round it. */
    private static final long MAX_SEED = (1L << 53) - 1;

    /**
     * Reads a body and checks it against the experiment.
     *
     * @throws dev.isobath.server.problems.BadRequestException with an error for each invalid field
     */
    static CheckpointInferenceRequest parse(JsonNode body, ExperimentSpec spec) {
        RequestBodyReader fields = new RequestBodyReader(body);
        String prompt = fields.text("prompt");
        TextLengthValidator.checkPrompt(fields, "prompt", prompt, spec.data());
        long tokens = fields.integer("tokens", null, 1, MAX_TOKENS);
        double temperature = fields.number("temperature", 1);
        if (temperature < 0 || temperature > MAX_TEMPERATURE) {
            fields.addError("/temperature", "must be between 0 and " + (int) MAX_TEMPERATURE);
        }
        double topP = fields.number("topP", 1);
        if (topP <= 0 || topP > 1) {
            fields.addError("/topP", "must be above 0 and at most 1");
        }
        long seed = fields.integer("seed", ThreadLocalRandom.current().nextLong(1L << 31), 0, MAX_SEED);
        List<String> stop = fields.texts("stop", MAX_STOPS, MAX_STOP_LENGTH);
        long count = fields.integer("count", 1L, 1, MAX_SAMPLES);
        if (tokens * count > MAX_TOKENS) {
            fields.addError(
                    "/count", "%d samples of %d tokens are more than %d tokens".formatted(count, tokens, MAX_TOKENS));
        }
        UUID checkpoint = fields.uuid("checkpoint");
        fields.throwIfInvalid();
        return new CheckpointInferenceRequest(
                new InferenceRequest.Samples(prompt, (int) tokens, temperature, topP, seed, stop, (int) count),
                checkpoint);
    }
}
