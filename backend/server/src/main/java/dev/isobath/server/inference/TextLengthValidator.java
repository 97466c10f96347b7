package dev.isobath.server.inference;

import dev.isobath.spec.DataSpec;
import dev.isobath.spec.Tokenizer;
import java.nio.charset.StandardCharsets;

/** Checks the length of texts for models that read bytes. The tokens of any other tokenizer are counted on the worker node. */
final class TextLengthValidator {

    private TextLengthValidator() {}

    /** Adds an error when a text does not fit into a sequence of the model. */
    static void checkText(RequestBodyReader fields, String name, String text, DataSpec data) {
        if (isLonger(text, data.sequenceLength(), data)) {
            fields.addError(
                    "/" + name,
                    "has %d tokens (bytes of UTF-8); the model's sequences have %d"
                            .formatted(bytes(text), data.sequenceLength()));
        }
    }

    /** Adds an error when a prompt leaves no room for a token in a sequence of the model. */
    static void checkPrompt(RequestBodyReader fields, String name, String prompt, DataSpec data) {
        if (isLonger(prompt, data.sequenceLength() - 1, data)) {
            fields.addError(
                    "/" + name,
                    "has %d tokens (bytes of UTF-8); the model's sequences have %d, prompt and sample together"
                            .formatted(bytes(prompt), data.sequenceLength()));
        }
    }

    private static boolean isLonger(String text, int maxTokens, DataSpec data) {
        return data.tokenizer() instanceof Tokenizer.Bytes && bytes(text) > maxTokens;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
