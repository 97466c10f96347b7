package dev.isobath.server.questions;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Tokenizer;
import java.nio.charset.StandardCharsets;

/** What the server can say of a text's length; other tokenizers' tokens are counted where the tokenizer is, on the node. */
final class TextLength {

    private TextLength() {}

    static void check(BodyFields fields, String name, String text, ExperimentSpec spec) {
        int most = spec.data().sequenceLength();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (spec.data().tokenizer() instanceof Tokenizer.Bytes && bytes > most) {
            fields.wrong(
                    "/" + name, "has %d tokens (bytes of UTF-8); the model's sequences have %d".formatted(bytes, most));
        }
    }
}
