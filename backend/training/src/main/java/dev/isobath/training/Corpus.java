package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.Tokenizer;
import dev.isobath.spec.Violation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A text as token numbers, mapped into memory: the first part is trained on, the tail is held out. */
final class Corpus {

    private final MemorySegment bytes;
    private final long trainingTokens;

    private Corpus(MemorySegment bytes, long trainingTokens) {
        this.bytes = bytes;
        this.trainingTokens = trainingTokens;
    }

    /**
     * Opens a file for {@code spec}.
     *
     * @throws IOException when the file cannot be read
     * @throws InvalidSpec when it is too short for the spec's sequences
     */
    static Corpus open(Path file, ExperimentSpec spec) throws IOException {
        switch (spec.data().tokenizer()) {
            case Tokenizer.Bytes bytes -> {}
            case Tokenizer.Gpt2 gpt2 -> throw unread(gpt2);
            case Tokenizer.Named named -> throw unread(named);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long tokens = channel.size();
            List<Violation> violations = SpecReader.checkCorpus(spec, tokens);
            if (!violations.isEmpty()) {
                throw new InvalidSpec(violations);
            }
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, tokens, Arena.ofAuto());
            return new Corpus(bytes, spec.data().trainingTokens(tokens));
        }
    }

    private static UnsupportedOperationException unread(Tokenizer tokenizer) {
        return new UnsupportedOperationException(
                "/data/tokenizer asks for " + tokenizer.text() + ", which this engine cannot read yet");
    }

    /** Tokens at the start that are trained on. */
    long trainingTokens() {
        return trainingTokens;
    }

    /** Tokens after them that are held out. */
    long heldOutTokens() {
        return bytes.byteSize() - trainingTokens;
    }

    /** Copies {@code count} tokens from {@code position} of the whole text. */
    void read(long position, int count, long[] tokens, int at) {
        for (int i = 0; i < count; i++) {
            tokens[at + i] = Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, position + i));
        }
    }
}
