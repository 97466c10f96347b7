package dev.isobath.training.data;

import dev.isobath.spec.DataSpec;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.Tokenizer;
import dev.isobath.spec.Violation;
import dev.isobath.spec.protocol.CorpusStatistics;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A text as token numbers, mapped into memory: the first part is trained on, the tail is held out. */
public final class Corpus {

    private static final double PERCENT = 100;

    private final MemorySegment tokens;
    private final int width;
    private final long trainingTokens;
    private final long heldOutTokens;

    private Corpus(MemorySegment tokens, int width, long trainingTokens, long heldOutTokens) {
        this.tokens = tokens;
        this.width = width;
        this.trainingTokens = trainingTokens;
        this.heldOutTokens = heldOutTokens;
    }

    /**
     * Opens the data of {@code spec}. What has not been tokenised before is tokenised now, which may take minutes.
     *
     * @param stop asked meanwhile; once it says yes nothing is returned
     * @param statistics told what the tokenizer made of the corpus, before a corpus is refused for it
     * @throws IOException when a file cannot be read or written, or is damaged
     * @throws InvalidSpec when the corpus is too short for the spec's sequences, or is no text, or the tokenizer knows too little of it
     * @throws IllegalArgumentException when the tokenizer cannot be used
     */
    public static Optional<Corpus> open(
            CorpusFiles files, ExperimentSpec spec, BooleanSupplier stop, Consumer<CorpusStatistics> statistics)
            throws IOException {
        MemorySegment text = map(files.text().file());
        CorpusFiles.Content index = files.documents();
        Documents documents = Documents.read(index == null ? null : index.file(), text.byteSize());
        if (spec.data().tokenizer() instanceof Tokenizer.Bytes && documents.count() == 1) {
            return Optional.of(ofBytes(text, spec, statistics));
        }
        TokenFileKey origin = origin(files, text, documents, spec.data());
        try {
            return new Tokenising(text, documents, origin, files.tokens())
                    .tokens(() -> TextTokenizer.of(spec.data().tokenizer(), files.tokenizer()), stop)
                    .map(mapped -> checked(mapped, spec, text.byteSize(), statistics));
        } catch (Tokenising.NotUtf8 notText) {
            throw refused("/data/corpus", String.valueOf(notText.getMessage()));
        }
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
    }

    /** One text of bytes is its own token file. */
    private static Corpus ofBytes(MemorySegment text, ExperimentSpec spec, Consumer<CorpusStatistics> statistics) {
        List<Violation> violations = SpecReader.checkCorpus(spec, text.byteSize());
        if (!violations.isEmpty()) {
            throw new InvalidSpec(violations);
        }
        long training = spec.data().trainingTokens(text.byteSize());
        statistics.accept(new CorpusStatistics(training, text.byteSize() - training, 1, 0, 0, 0));
        return new Corpus(text, 1, training, text.byteSize() - training);
    }

    private static TokenFileKey origin(CorpusFiles files, MemorySegment text, Documents documents, DataSpec data)
            throws IOException {
        CorpusFiles.Content index = files.documents();
        return new TokenFileKey(
                files.text().sha256(),
                index == null ? null : index.sha256(),
                TextTokenizer.digest(data.tokenizer(), files.tokenizer()),
                data.tokenizer().vocabulary(),
                Split.place(text, documents, data));
    }

    private static Corpus checked(
            TokenFile.Mapped mapped, ExperimentSpec spec, long bytes, Consumer<CorpusStatistics> statistics) {
        TokenFile.Header header = mapped.header();
        DataSpec data = spec.data();
        CorpusStatistics known = header.statistics(bytes);
        statistics.accept(known);
        if (known.exceedsLargestShare() && !data.allowUnknown()) {
            throw refused(
                    "/data/tokenizer",
                    "'%s' knows too little of corpus '%s': %.1f %% of the tokens are unknown and %.1f %% of the bytes are lost, and at most %.0f %% may be; take another tokenizer, such as bytes, or set allowUnknown: true in data to train all the same"
                            .formatted(
                                    data.tokenizer().text(),
                                    data.corpus(),
                                    PERCENT * known.unknownShare(),
                                    PERCENT * known.lostShare(),
                                    PERCENT * CorpusStatistics.LARGEST_SHARE));
        }
        if (Math.min(header.trainingTokens(), header.heldOutTokens()) < data.leastTokens()) {
            throw refused(
                    "/data/sequenceLength",
                    "corpus '%s' has %d bytes, and with tokenizer '%s' %d tokens to train on and %d held out; a sequence of %d and the token after it need %d in each part"
                            .formatted(
                                    data.corpus(),
                                    bytes,
                                    data.tokenizer().text(),
                                    header.trainingTokens(),
                                    header.heldOutTokens(),
                                    data.sequenceLength(),
                                    data.leastTokens()));
        }
        return new Corpus(mapped.tokens(), header.width(), header.trainingTokens(), header.heldOutTokens());
    }

    private static InvalidSpec refused(String pointer, String message) {
        return new InvalidSpec(List.of(new Violation(pointer, message)));
    }

    /** Tokens at the start that are trained on. */
    public long trainingTokens() {
        return trainingTokens;
    }

    /** Tokens after them that are held out. */
    public long heldOutTokens() {
        return heldOutTokens;
    }

    /** Copies {@code count} tokens from {@code position} of the whole text. */
    public void read(long position, int count, long[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = TokenFile.token(tokens, width, position + i);
        }
    }
}
