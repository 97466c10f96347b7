package dev.isobath.server.corpora;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A character set from before Unicode that a text is probably written in. ICU's detector proposes the sets. A set is named only when
 * the text decodes with it and no other likely set gives another text, because a wrong name leads to a text of wrong letters.
 *
 * @param name the name under which iconv knows the set
 */
record LegacyCharset(String name) {

    /** Sets with several bytes per character. The detector is far more certain about them than about the others. */
    private static final Set<String> MULTI_BYTE = Set.of("EUC-KR", "EUC-JP", "Shift_JIS", "Big5", "GB18030");

    private static final int MULTI_BYTE_CONFIDENCE = 60;
    private static final int MULTI_BYTE_LEAD = 10;
    private static final int SINGLE_BYTE_CONFIDENCE = 50;
    /** The confidence that suffices for {@value #MANY_BYTES} bytes beyond ASCII. */
    private static final int SINGLE_BYTE_CONFIDENCE_OF_MANY = 20;

    private static final int MANY_BYTES = 32;

    /** Supersets that replace a set when the text does not decode with it: Java's name and iconv's. */
    private static final Map<String, Map.Entry<String, String>> SUPERSETS =
            Map.of("EUC-KR", Map.entry("x-windows-949", "CP949"), "Shift_JIS", Map.entry("windows-31j", "CP932"));

    /** Sets that the detector tells apart only by the bytes 0x80 to 0x9F. */
    private static final Map<String, String> SIBLINGS = Map.of(
            "ISO-8859-1", "windows-1252",
            "ISO-8859-2", "windows-1250",
            "ISO-8859-7", "windows-1253",
            "ISO-8859-8", "windows-1255",
            "ISO-8859-9", "windows-1254",
            "windows-1252", "ISO-8859-1",
            "windows-1250", "ISO-8859-2",
            "windows-1253", "ISO-8859-7",
            "windows-1255", "ISO-8859-8",
            "windows-1254", "ISO-8859-9");

    private record Candidate(String name, int confidence, String text) {}

    /** Returns the set of a text, or nothing when it is not certain. */
    static Optional<LegacyCharset> detect(byte[] text) {
        CharsetDetector detector = new CharsetDetector();
        detector.setText(text);
        List<Candidate> candidates = Arrays.stream(detector.detectAll())
                .flatMap(match -> candidate(match, text).stream())
                .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Candidate best = candidates.getFirst();
        boolean certain = isConfident(best, text)
                && candidates.stream().skip(1).allMatch(other -> isNoRival(other, best))
                && Stream.ofNullable(SIBLINGS.get(best.name()))
                        .flatMap(sibling -> decode(sibling, text).stream())
                        .allMatch(best.text()::equals);
        return certain ? Optional.of(new LegacyCharset(best.name())) : Optional.empty();
    }

    private static Optional<Candidate> candidate(CharsetMatch match, byte[] text) {
        String name = match.getName().endsWith("-I") ? "ISO-8859-8" : match.getName();
        if (name.startsWith("UTF-") || !Charset.isSupported(name)) {
            return Optional.empty();
        }
        Optional<Candidate> candidate =
                decode(name, text).map(decoded -> new Candidate(name, match.getConfidence(), decoded));
        return candidate.or(() -> Optional.ofNullable(SUPERSETS.get(name))
                .flatMap(superset -> decode(superset.getKey(), text)
                        .map(decoded -> new Candidate(superset.getValue(), match.getConfidence(), decoded))));
    }

    private static boolean isConfident(Candidate best, byte[] text) {
        if (isMultiByte(best)) {
            return best.confidence() >= MULTI_BYTE_CONFIDENCE;
        }
        long beyondAscii = 0;
        for (byte octet : text) {
            beyondAscii += octet < 0 ? 1 : 0;
        }
        return best.confidence()
                >= (beyondAscii < MANY_BYTES ? SINGLE_BYTE_CONFIDENCE : SINGLE_BYTE_CONFIDENCE_OF_MANY);
    }

    private static boolean isNoRival(Candidate other, Candidate best) {
        return other.text().equals(best.text())
                || (isMultiByte(best)
                        ? other.confidence() + MULTI_BYTE_LEAD <= best.confidence()
                        : 2 * other.confidence() <= best.confidence());
    }

    private static boolean isMultiByte(Candidate candidate) {
        return MULTI_BYTE.contains(candidate.name())
                || SUPERSETS.values().stream()
                        .anyMatch(superset -> superset.getValue().equals(candidate.name()));
    }

    /** Decodes a text that may end inside a character. The result is empty when it does not decode to a text. */
    private static Optional<String> decode(String charset, byte[] text) {
        CharsetDecoder decoder = Charset.forName(charset).newDecoder();
        CharBuffer decoded = CharBuffer.allocate((int) Math.ceil(text.length * (double) decoder.maxCharsPerByte()));
        CoderResult result = decoder.decode(ByteBuffer.wrap(text), decoded, false);
        String characters = decoded.flip().toString();
        boolean isText = !result.isError()
                && characters
                        .chars()
                        .allMatch(character -> !Character.isISOControl(character)
                                || (character < 0x80 && !Utf8ValidatingInputStream.isControl(character)));
        return isText ? Optional.of(characters) : Optional.empty();
    }
}
