package dev.isobath.server.questions;

import dev.isobath.spec.DataSpec;
import dev.isobath.spec.Tokenizer;
import java.nio.charset.StandardCharsets;

/** What the server can say of a text's length; other tokenizers' tokens are counted where the tokenizer is, on the node. */
final class TextLength {

    private TextLength() {}

    /** A text to be read fits into a sequence of the model. */
    static void checkText(BodyFields fields, String name, String text, DataSpec data) {
        if (isLonger(text, data.sequenceLength(), data)) {
            fields.wrong(
                    "/" + name,
                    "has %d tokens (bytes of UTF-8); the model's sequences have %d"
                            .formatted(bytes(text), data.sequenceLength()));
        }
    }

    /** A prompt leaves room for a token at least. */
    static void checkPrompt(BodyFields fields, String name, String prompt, DataSpec data) {
        if (isLonger(prompt, data.sequenceLength() - 1, data)) {
            fields.wrong(
                    "/" + name,
                    "has %d tokens (bytes of UTF-8); the model's sequences have %d, prompt and sample together"
                            .formatted(bytes(prompt), data.sequenceLength()));
        }
    }

    private static boolean isLonger(String text, int most, DataSpec data) {
        return data.tokenizer() instanceof Tokenizer.Bytes && bytes(text) > most;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
