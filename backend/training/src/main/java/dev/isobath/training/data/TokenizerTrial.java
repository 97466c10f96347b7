package dev.isobath.training.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.isobath.spec.protocol.TrialResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Tries a {@code tokenizer.json} as training uses it: the library opens it, and a few texts are encoded and decoded. A file can end
 * the process, or keep it busy for ever, so the caller runs this in a process of its own.
 */
public final class TokenizerTrial {

    private static final int LONG_LINE = 10_000;
    private static final String ENGLISH = "The isobath of 20 metres isn't far: 3.14 miles (or so), said Ann-Marie.";

    private TokenizerTrial() {}

    /**
     * Loads the native library, so that a machine without it is not taken for a bad file.
     *
     * @throws IllegalStateException when the library cannot be loaded here
     */
    public static void loadLibrary() {
        try {
            HuggingFace.prepare();
            LibUtils.checkStatus();
        } catch (RuntimeException | LinkageError missing) {
            throw new IllegalStateException("The tokenizers library cannot be loaded: " + words(missing), missing);
        }
    }

    /** Returns the version of the library, for example {@code 0.21.0-0.35.1}: that of the library, then that of its Java binding. */
    public static String libraryVersion() {
        Properties properties = new Properties();
        try (InputStream file =
                HuggingFaceTokenizer.class.getClassLoader().getResourceAsStream("native/lib/tokenizers.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException unreadable) {
            // The version is then unknown, and the trial goes on.
        }
        return properties.getProperty("version", "unknown");
    }

    /**
     * Tries a file.
     *
     * @param vocabulary V, as specs have it
     * @return usable or unusable
     * @throws IOException when the file cannot be read
     */
    public static TrialResult run(Path file, int vocabulary) throws IOException {
        try (HuggingFace tokenizer = HuggingFace.open(file, vocabulary)) {
            HuggingFaceFile content = HuggingFaceFile.read(file);
            tryPieces(tokenizer, ENGLISH);
            List<TrialResult.TriedText> texts = new ArrayList<>();
            for (Map.Entry<String, String> text : texts(content).entrySet()) {
                texts.add(tried(tokenizer, text.getKey(), text.getValue()));
            }
            return new TrialResult.Usable(libraryVersion(), content.vocabulary(), texts);
        } catch (IllegalArgumentException refused) {
            return new TrialResult.Unusable(libraryVersion(), words(refused));
        }
    }

    private static TrialResult.TriedText tried(HuggingFace tokenizer, String name, String text) {
        try {
            Encoding whole = tokenizer.encode(text, true, true);
            checkNumbers(whole, tokenizer.vocabulary());
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            return new TrialResult.TriedText(
                    name,
                    whole.tokens().length,
                    whole.tokens().length == 0 ? 0 : (double) whole.unknown() / whole.tokens().length,
                    (double) whole.lostBytes() / bytes,
                    tokenizer.decode(whole.tokens()).equals(text));
        } catch (RuntimeException broken) {
            throw new IllegalArgumentException(
                    "The tokenizers library opens the file, and fails at the text '%s' of the trial: %s"
                            .formatted(name, words(broken)),
                    broken);
        }
    }

    /** A long document is encoded in pieces, for which the library is opened with other settings. */
    private static void tryPieces(HuggingFace tokenizer, String text) {
        try {
            int middle = text.length() / 2;
            checkNumbers(tokenizer.encode(text.substring(0, middle), true, false), tokenizer.vocabulary());
            checkNumbers(tokenizer.encode(text, false, false), tokenizer.vocabulary());
            checkNumbers(tokenizer.encode(text.substring(middle), false, true), tokenizer.vocabulary());
        } catch (RuntimeException broken) {
            throw new IllegalArgumentException(
                    "The tokenizers library fails at a piece of a text: " + words(broken), broken);
        }
    }

    private static void checkNumbers(Encoding made, int vocabulary) {
        int largest = Arrays.stream(made.tokens()).max().orElse(0);
        if (largest >= vocabulary) {
            throw new IllegalArgumentException(
                    "a token has number %d, and the vocabulary has %d tokens".formatted(largest, vocabulary));
        }
    }

    /** The texts, by the names that people see. */
    private static Map<String, String> texts(HuggingFaceFile file) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("English", ENGLISH);
        texts.put("Korean", "깊은 바다의 등심선을 그린다. 안녕하세요, 세계!");
        texts.put("emoji", "👩\u200D👩\u200D👧\u200D👦 🇰🇷 👍🏽 🙂");
        texts.put("white space", "  two  spaces\t\ttabs\r\n\n\u00A0\u3000wide   ");
        texts.put("special tokens", String.join(" ", file.specialTokens()) + " </s> <|endoftext|> [UNK] <unk>");
        texts.put("control characters", "a\u0000b\u0001c\u001B[0m\u007F\u0085\u200B\uFEFF\uFFFDd");
        // Regular expressions that go back and forth over a text take longest with one that nearly fits.
        texts.put("long line", "a".repeat(LONG_LINE) + "!" + "ab1 ".repeat(LONG_LINE / 4) + "가".repeat(LONG_LINE));
        return texts;
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
