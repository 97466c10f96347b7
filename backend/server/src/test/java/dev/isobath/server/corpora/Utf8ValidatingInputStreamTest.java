package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.isobath.server.problems.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8ValidatingInputStreamTest {

    private static final String FILLER = "0123456789abcdef";

    /** Reads in small pieces, so that characters are cut, and returns what was read. */
    private static byte[] read(byte[] content, int piece) {
        ByteArrayOutputStream through = new ByteArrayOutputStream();
        try {
            Utf8ValidatingInputStream check =
                    new Utf8ValidatingInputStream(new ByteArrayInputStream(content), UploadLocation.FILE);
            byte[] buffer = new byte[piece];
            for (int read = check.read(buffer, 0, piece); read >= 0; read = check.read(buffer, 0, piece)) {
                through.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return through.toByteArray();
    }

    private static byte[] filledUp(int... octets) {
        byte[] content = Arrays.copyOf(FILLER.getBytes(StandardCharsets.US_ASCII), FILLER.length() + octets.length);
        for (int i = 0; i < octets.length; i++) {
            content[FILLER.length() + i] = (byte) octets[i];
        }
        return content;
    }

    @Test
    void lets_text_of_every_length_of_character_through() {
        byte[] text = "plain, žluťoučký, 深さ, 🐟, \uFEFF mark\f\t\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(read(text, 1)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "C0 80, overlong NUL",
        "E0 80 80, overlong",
        "F0 80 80 80, overlong",
        "ED A0 80, surrogate",
        "F4 90 80 80, beyond Unicode",
        "F5 80 80 80, no first byte",
        "80, no first byte",
        "C3, cut off",
        "C3 41, cut off",
        "E2 82, cut off",
        "FF FE, UTF-16"
    })
    void says_where_text_stops_being_utf8(String octets, String why) {
        int[] numbers = Arrays.stream(octets.split(" "))
                .mapToInt(octet -> Integer.parseInt(octet, 16))
                .toArray();
        assertThatExceptionOfType(BadRequestException.class)
                .as(why)
                .isThrownBy(() -> read(filledUp(numbers), 3))
                .withMessageContaining("not UTF-8 at byte 16");
    }

    @Test
    void says_where_a_nul_is() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> read(filledUp('a', 0, 'b'), 5))
                .withMessageContaining("NUL at byte 17");
    }

    @Test
    void says_which_encoding_it_looks_like() {
        String text = "Größe und Maß, ein Satz mit Umlauten.\nNoch ein Satz – mit einem Strich.\n";
        expect("it looks like ISO-8859-1", text.replace('–', '-').getBytes(StandardCharsets.ISO_8859_1));
        expect("it looks like UTF-16LE", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
        expect("it looks like UTF-16BE", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE));
        expect("it looks like UTF-16LE", "plain text without a mark".repeat(4).getBytes(StandardCharsets.UTF_16LE));
        expect("it looks like UTF-16BE", "plain text without a mark".repeat(4).getBytes(StandardCharsets.UTF_16BE));
        expect("it looks like UTF-32LE", ("\uFEFF" + text).getBytes(Charset.forName("UTF-32LE")));
        expect("it looks like UTF-32BE", ("\uFEFF" + text).getBytes(Charset.forName("UTF-32BE")));
        expect("it looks like windows-1252", "a sentence – with a dash".getBytes(Charset.forName("windows-1252")));
        expect("it looks like a binary file", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0});
        expect("it looks like a binary file", new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0});
    }

    private static void expect(String words, byte[] content) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> read(content, 1_000))
                .withMessageContaining(words);
    }

    @Test
    void says_in_which_line_it_is() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> read("one\ntwo\nth\u0007ree".getBytes(StandardCharsets.UTF_8), 2))
                .withMessageContaining("the control character U+0007 at byte 10 (counted from 0) in line 3");
    }

    @Test
    void a_character_cut_off_at_the_end_is_told_as_such() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> read(filledUp(0xE6, 0xB7), 4))
                .withMessageContaining("byte 16")
                .withMessageContaining("is the file complete?");
    }

    @Test
    void agrees_with_java_on_random_bytes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] tail = new byte[4];
            random.nextBytes(tail);
            // Bytes that begin or continue a character are made more frequent than by chance.
            tail[0] = (byte) (0xC0 | tail[0]);
            tail[1] = (byte) (0x80 | (tail[1] & 0x3F));
            byte[] content = filledUp(tail[0] & 0xFF, tail[1] & 0xFF, visible(tail[2]), visible(tail[3]));
            assertThat(accepts(content)).as(Arrays.toString(tail)).isEqualTo(javaAccepts(content));
        }
    }

    /** Returns the octet, or a letter when it is a control character. */
    private static int visible(byte octet) {
        return Utf8ValidatingInputStream.isControl(octet & 0xFF) ? 'c' : octet & 0xFF;
    }

    private static boolean accepts(byte[] content) {
        try {
            read(content, 4);
            return true;
        } catch (BadRequestException e) {
            return false;
        }
    }

    private static boolean javaAccepts(byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
