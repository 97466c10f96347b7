package dev.isobath.training.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the token file of a text, or takes the one that is there. No more than a piece of the text is ever in memory. */
final class Tokenising {

    private static final Logger LOG = LoggerFactory.getLogger(Tokenising.class);
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final double MEGA = 1e6;

    private final MemorySegment text;
    private final Documents documents;
    private final TokenFileKey origin;
    private final Path folder;

    Tokenising(MemorySegment text, Documents documents, TokenFileKey origin, Path folder) {
        this.text = text;
        this.documents = documents;
        this.origin = origin;
        this.folder = folder;
    }

    /** Opens the tokenizer only when there is something to do for it. */
    interface Opening {
        TextTokenizer open() throws IOException;
    }

    /**
     * The tokens, from the file that is there if it is sound.
     *
     * @param stop asked now and then; once it says yes the work is left and nothing is returned
     */
    Optional<TokenFile.Mapped> tokens(Opening tokenizer, BooleanSupplier stop) throws IOException {
        Path file = folder.resolve(origin.fileName());
        Files.createDirectories(folder);
        // One process makes the file; others that want it too wait and then find it.
        Path lockFile = folder.resolve(origin.fileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!lock(channel, stop)) {
                return Optional.empty();
            }
            TokenFile.Mapped there = find(file);
            if (there == null) {
                Path part = folder.resolve(origin.fileName() + ".part");
                try {
                    if (!write(part, tokenizer, stop)) {
                        return Optional.empty();
                    }
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } finally {
                    Files.deleteIfExists(part);
                }
                there = TokenFile.open(file, origin.digest());
            }
            // When it was last used decides which file goes first when the disk is to be cleared.
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(there);
        }
    }

    private TokenFile.@Nullable Mapped find(Path file) throws IOException {
        try {
            return TokenFile.open(file, origin.digest());
        } catch (NoSuchFileException none) {
            return null;
        } catch (TokenFile.Damaged damaged) {
            LOG.warn("{}; it is made again.", damaged.getMessage());
            return null;
        }
    }

    private static boolean lock(FileChannel channel, BooleanSupplier stop) throws IOException {
        while (!stop.getAsBoolean()) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return true;
                }
            } catch (OverlappingFileLockException heldByThisProcess) {
                // Waited for like any other.
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private boolean write(Path part, Opening opening, BooleanSupplier stop) throws IOException {
        long start = System.nanoTime();
        try (TextTokenizer tokenizer = opening.open();
                TokenFileWriter writer = new TokenFileWriter(part, origin.vocabulary())) {
            Round round = new Round(tokenizer, writer, stop);
            documents.forEach(round::document);
            if (round.stopped) {
                return false;
            }
            writer.finish(
                    round.trainingTokens,
                    origin.digest(),
                    new TokenFile.Counts(round.unknown, round.lostBytes, round.special));
            LOG.info(
                    "{} MB of text became {} tokens in {} s.",
                    "%.1f".formatted(text.byteSize() / MEGA),
                    writer.tokens(),
                    "%.1f".formatted((System.nanoTime() - start) / 1e9));
            return true;
        }
    }

    /** One walk over all documents. */
    private final class Round {
        private final TextTokenizer tokenizer;
        private final TokenFileWriter writer;
        private final BooleanSupplier stop;
        private final OptionalInt endOfText;
        private long trainingTokens;
        private long unknown;
        private long lostBytes;
        private long special;
        private boolean stopped;

        private Round(TextTokenizer tokenizer, TokenFileWriter writer, BooleanSupplier stop) {
            this.tokenizer = tokenizer;
            this.writer = writer;
            this.stop = stop;
            this.endOfText = documents.count() > 1 ? tokenizer.endOfText() : OptionalInt.empty();
        }

        private boolean document(long from, long to) throws IOException {
            // A document that the split goes through becomes two, so that no token lies on both sides.
            long middle = Math.clamp(origin.split(), from, to);
            if (!pieces(from, middle, from, to) || !pieces(middle, to, from, to)) {
                return false;
            }
            if (endOfText.isPresent()) {
                writer.write(endOfText.getAsInt());
                special++;
            }
            if (to <= origin.split()) {
                trainingTokens = writer.tokens();
            }
            return true;
        }

        /** The pieces of a part [from, to) of the document [begin, end). */
        private boolean pieces(long from, long to, long begin, long end) throws IOException {
            for (long at = from; at < to; ) {
                if (stop.getAsBoolean()) {
                    stopped = true;
                    return false;
                }
                long cut = DocumentPieces.end(text, at, to);
                Encoding made = tokenizer.encode(characters(at, cut), at == begin, cut == end);
                writer.write(made.tokens());
                unknown += made.unknown();
                lostBytes += made.lostBytes();
                at = cut;
            }
            if (to == origin.split()) {
                trainingTokens = writer.tokens();
            }
            return true;
        }
    }

    private String characters(long from, long to) throws IOException {
        byte[] octets = text.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new NotUtf8(from, to);
        }
    }

    /** The text cannot be tokenised. */
    static final class NotUtf8 extends IOException {
        NotUtf8(long from, long to) {
            super("is not UTF-8 somewhere in the bytes %d to %d".formatted(from, to));
        }
    }
}
