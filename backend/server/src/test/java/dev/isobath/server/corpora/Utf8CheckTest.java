package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.isobath.server.problems.BadRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8CheckTest {

    private static final String FILLER = "0123456789abcdef";

    /** Reads in small pieces, so that characters are cut. */
    private static Utf8Check read(byte[] content, int piece) {
        Utf8Check check = new Utf8Check(new ByteArrayInputStream(content), "/file");
        try {
            byte[] buffer = new byte[piece];
            while (check.read(buffer, 0, piece) >= 0) {
                // The checking is the work.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return check;
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
        String text = "plain, žluťoučký, 深さ, 🐟, \uFEFF mark";
        assertThat(read(text.getBytes(StandardCharsets.UTF_8), 1).preview()).isEqualTo(text);
    }

    @Test
    void previews_whole_characters_only() {
        String text = "🐟".repeat(1000);
        assertThat(read(text.getBytes(StandardCharsets.UTF_8), 7).preview()).isEqualTo("🐟".repeat(300));
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
        assertThatExceptionOfType(BadRequest.class)
                .as(why)
                .isThrownBy(() -> read(filledUp(numbers), 3))
                .withMessageContaining("not UTF-8 at byte 16");
    }

    @Test
    void says_where_a_nul_is() {
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> read(filledUp('a', 0, 'b'), 5))
                .withMessageContaining("NUL at byte 17");
    }

    @Test
    void refuses_what_is_too_short_or_empty() {
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> read(new byte[0], 5))
                .withMessageContaining("is empty");
        assertThatExceptionOfType(BadRequest.class)
                .isThrownBy(() -> read("fifteen letters".getBytes(StandardCharsets.UTF_8), 5))
                .withMessageContaining("only 15 bytes");
        read("sixteen letters!".getBytes(StandardCharsets.UTF_8), 5);
    }

    @Test
    void agrees_with_java_on_random_bytes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] tail = new byte[4];
            random.nextBytes(tail);
            // More often than chance makes them: bytes that begin or continue a character.
            tail[0] = (byte) (0xC0 | tail[0]);
            tail[1] = (byte) (0x80 | (tail[1] & 0x3F));
            byte[] content = filledUp(tail[0] & 0xFF, tail[1] & 0xFF, (tail[2] & 0xFF) | 1, (tail[3] & 0xFF) | 1);
            assertThat(accepts(content)).as(Arrays.toString(tail)).isEqualTo(javaAccepts(content));
        }
    }

    private static boolean accepts(byte[] content) {
        try {
            read(content, 4);
            return true;
        } catch (BadRequest e) {
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
