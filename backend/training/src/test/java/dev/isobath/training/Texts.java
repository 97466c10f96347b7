package dev.isobath.training;

import dev.isobath.training.engine.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Training text that no test has to fetch: sentences of a small grammar that never repeat as a whole. */
public final class Texts {

    private static final String[] NAMES = {"the tide", "a diver", "the pilot", "one gull", "the harbour", "a lantern"};
    private static final String[] VERBS = {"finds", "leaves", "remembers", "crosses", "follows", "measures"};
    private static final String[] ENDS = {"at dawn", "in the deep", "by night", "without a word", "before the storm"};

    private Texts() {}

    public static String ofLength(int characters) {
        Randomness randomness = new Randomness(1);
        StringBuilder text = new StringBuilder();
        for (long sentence = 0; text.length() < characters; sentence++) {
            text.append(word(randomness, NAMES, sentence, 0)).append(' ');
            text.append(word(randomness, VERBS, sentence, 1)).append(' ');
            text.append(word(randomness, NAMES, sentence, 2)).append(' ');
            text.append(word(randomness, ENDS, sentence, 3)).append(". ");
        }
        return text.substring(0, characters);
    }

    private static String word(Randomness randomness, String[] words, long sentence, long place) {
        return words[(int) randomness.below(words.length, "text", sentence, place)];
    }

    public static Path file(Path folder, int characters) throws IOException {
        return Files.writeString(folder.resolve("generated.txt"), ofLength(characters));
    }
}
