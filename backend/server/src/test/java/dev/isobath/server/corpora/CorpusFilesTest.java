package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.isobath.server.problems.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFilesTest {

    private static final long LIMIT = 1L << 30;
    private static final String SIX_RECORDS = "a sea of text number 0. a sea of text number 1. a sea of text number 2. "
            + "a sea of text number 3. a sea of text number 4. a sea of text number 5. ";

    private record Read(String text, List<String> names, CorpusSource source) {}

    private static UploadedFile file(String name, UploadedFile.Content content) {
        return new UploadedFile(
                name, UploadLocation.FILE, DocumentFormat.ofFile(name).orElse(DocumentFormat.TEXT), content);
    }

    private static UploadedFile file(String name, byte[] content) {
        return file(name, () -> new ByteArrayInputStream(content));
    }

    private static UploadedFile file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static UploadedFile shared(String name) {
        return file(
                name,
                () -> Objects.requireNonNull(CorpusFilesTest.class.getResourceAsStream("/corpora/" + name), name));
    }

    private static Read read(String field, long limit, UploadedFile... files) throws IOException {
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        try (CorpusInputStream corpus = new CorpusInputStream(
                List.of(files), FieldPath.parse(field), new UploadBudget(limit), "/file", index)) {
            String text = new String(corpus.readAllBytes(), StandardCharsets.UTF_8);
            List<String> names = index.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(line.indexOf('\t') + 1))
                    .toList();
            return new Read(text, names, corpus.source());
        }
    }

    private static Read read(String field, UploadedFile... files) throws IOException {
        return read(field, LIMIT, files);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String field, UploadedFile... files) {
        return assertThatThrownBy(() -> read(field, files)).isInstanceOf(BadRequestException.class);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(content);
        }
        return compressed.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concatenate(byte[]... parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.write(part);
        }
        return whole.toByteArray();
    }

    @Test
    void korean_and_japanese_character_sets_are_named() {
        assertRefused("text", shared("euckr.txt")).hasMessageContaining("iconv -f EUC-KR -t UTF-8");
        assertRefused("text", shared("sjis.txt")).hasMessageContaining("iconv -f Shift_JIS -t UTF-8");
    }

    @Test
    void a_character_set_is_named_after_a_beginning_in_ascii() {
        byte[] korean = "깊은 바다의 소리는 밤에 멀리까지 들린다. 늙은 어부는 바닷가에 앉아 그물을 고친다.".getBytes(Charset.forName("EUC-KR"));
        byte[] tale = utf8("A tale in Korean.\n".repeat(20_000));
        assertRefusedAs("iconv -f EUC-KR -t UTF-8", tale, korean);
    }

    @Test
    void one_wrong_byte_in_utf8_text_is_no_other_character_set() {
        assertRefusedAs(
                "the text before it is UTF-8, so the file may be damaged",
                utf8("ein größeres Maß\n".repeat(9)),
                new byte[] {(byte) 0xFC, 'b', 'e', 'r'});
    }

    private static void assertRefusedAs(String words, byte[]... parts) {
        assertThatThrownBy(() -> read("text", file("a.txt", concatenate(parts))))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(words);
    }

    @Test
    void no_character_set_is_named_when_it_is_not_certain() {
        assertRefused("text", file("a.txt", "안녕하세요".getBytes(Charset.forName("EUC-KR"))))
                .hasMessageContaining("is not UTF-8 at byte 0")
                .hasMessageContaining("save it as UTF-8, or convert it from the encoding that it was written in")
                .hasMessageNotContaining("iconv");
    }

    @Test
    void byte_order_marks_are_removed_from_each_file() throws IOException {
        Read read = read(
                "text",
                shared("bom.txt"),
                shared("bom.txt"),
                file("c.jsonl", "\uFEFF{\"text\":\"line\"}"),
                file("d.json", "\uFEFF[{\"text\":\"element\"}]"));
        assertThat(read.text()).doesNotContain("\uFEFF").endsWith("beginning. lineelement");
        assertThat(read.text()).isEqualTo("text with a mark at its beginning. ".repeat(40) + "lineelement");
        assertThat(read("text", file("a.txt", "\uFEFFthe mark \uFEFF inside is text"))
                        .text())
                .isEqualTo("the mark \uFEFF inside is text");
    }

    @Test
    void lists_and_lines_in_json_files_are_read_as_records() throws IOException {
        Read list = read("text", shared("array.json"));
        assertThat(list.text()).isEqualTo(SIX_RECORDS);
        assertThat(list.names()).hasSize(6).startsWith("array.json:1", "array.json:2");
        assertThat(list.source()).isEqualTo(new CorpusSource(0, Set.of(CorpusFormat.JSON_LIST), "text"));
        Read lines = read("text", shared("lines.json"));
        assertThat(lines.text()).isEqualTo(SIX_RECORDS);
        assertThat(lines.source()).isEqualTo(new CorpusSource(0, Set.of(CorpusFormat.JSON_LINES), "text"));
        Read text = read("text", shared("korean.txt"));
        assertThat(text.source()).isEqualTo(new CorpusSource(0, Set.of(CorpusFormat.TEXT), null));
    }

    @Test
    void a_field_may_be_inside_others() throws IOException {
        assertThat(read("meta.text", shared("nested.jsonl")).text()).isEqualTo(SIX_RECORDS);
        assertThat(read("meta.text", file("a.jsonl", "{\"meta.text\": \"a name with a dot in it\"}"))
                        .text())
                .isEqualTo("a name with a dot in it");
        assertThat(read("a.b.c", file("a.jsonl", "{\"a\":{\"x\":[1,{}],\"b\":{\"c\":\"three levels deep\"},\"y\":2}}"))
                        .text())
                .isEqualTo("three levels deep");
    }

    @Test
    void the_messages_of_a_chat_are_joined_by_an_empty_line() throws IOException {
        String chat = """
                    {"messages": [{"role": "user", "content": "What is deep?"}, {"role": "tool", "content": null}, {"content": "The sea."}]}
                    {"messages": []}
                    {"messages": [{"role": "user", "content": "And wide?"}]}
                    """;
        Read read = read("messages[].content", file("a.jsonl", chat));
        assertThat(read.text()).isEqualTo("What is deep?\n\nThe sea.And wide?");
        assertThat(read.source().skippedRecords()).isEqualTo(1);
    }

    @Test
    void odd_values_in_other_fields_refuse_nothing() throws IOException {
        assertThat(read("text", shared("nanmeta.jsonl")).text())
                .isEqualTo("some text of a documentanother document text");
        String odd =
                "{\"a\":-Infinity,\"b\":%s,\"c\":null,\"d\":[[{}]],\"e\":\"\\u0007\\ud83d\",\"text\":\"a good document\",\"text2\":1e999999}"
                        .formatted("9".repeat(5_000));
        assertThat(read("text", file("a.jsonl", odd + "\n" + odd)).text()).isEqualTo("a good documenta good document");
        assertThat(read("text", file("a.json", "[" + odd + "," + odd + "]")).text())
                .isEqualTo("a good documenta good document");
    }

    @Test
    void records_without_a_text_are_skipped_and_counted() throws IOException {
        Read read = read("text", shared("nulltext.jsonl"));
        assertThat(read.text()).isEqualTo("a sea of text number 0. a sea of text number 1. ");
        assertThat(read.source().skippedRecords()).isEqualTo(1);
        assertThat(read.names()).containsExactly("nulltext.jsonl:1", "nulltext.jsonl:3");
        String list = "[{\"text\": \"a good document\"}, {\"text\": \"\"}, {}, {\"other\": \"x\"}, {\"text\": null}]";
        assertThat(read("text", shared("nulltext.jsonl"), file("a.json", list)).source())
                .isEqualTo(new CorpusSource(5, Set.of(CorpusFormat.JSON_LINES, CorpusFormat.JSON_LIST), "text"));
    }

    @Test
    void a_field_that_no_record_has_is_refused_with_the_fields_that_have_text() {
        assertRefused("text", shared("nested.jsonl"))
                .hasMessage(
                        "/file: has no text in field 'text' of any of its 6 records; text is in meta.text; name the one"
                                + " to read as 'field'");
        assertRefused("text", file("a.json", "[{\"id\": 7, \"title\": \"x\", \"messages\": [{\"content\": \"y\"}]}]"))
                .hasMessage(
                        "/file: has no text in field 'text' of its only record; text is in title, messages[].content;"
                                + " name the one to read as 'field'");
        assertRefused("meta.body", shared("nested.jsonl")).hasMessageContaining("text is in meta.text;");
        assertRefused("text", file("a.jsonl", "{\"id\": 7}")).hasMessageContaining("no other field has text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a.", "[]", "a[].[]", "a. "})
    void a_field_path_without_a_name_is_refused(String path) {
        assertThatThrownBy(() -> FieldPath.parse(path))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("/field")
                .hasMessageContaining("messages[].content");
    }

    @Test
    void what_is_no_record_is_said_in_our_words() {
        assertRefused("text", shared("pretty.jsonl"))
                .hasMessage(
                        "/file: line 1 is not a whole record; this looks like pretty-printed JSON. Write each record on"
                                + " one line, for example with: jq -c . FILE");
        assertRefused("text", file("a.json", "{\"title\": \"x\",\n \"text\": \"a good document\"}"))
                .hasMessageContaining("this looks like pretty-printed JSON");
        assertRefused("text", shared("trailingcomma.jsonl"))
                .hasMessage(
                        "/file: line 1 has a comma after the record. Remove the comma at the end of each line, or make"
                                + " the file one list: put [ before the first record and ] after the last one, which has"
                                + " no comma");
        assertRefused("text", file("a.jsonl", "{\"text\":\"a good document\"} {\"text\":\"another\"}"))
                .hasMessageContaining("line 1 has more than one record");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"text\": \"one\"}, | the list of records is not closed; is the file complete?",
                "[{\"text\": \"one\"} {\"text\": \"two\"}] | line 1, column 18: record 1 is not JSON",
                "[{\"text\": \"one\"}] [] | the file has more after the list",
                "[{\"text\": \"one\"}, 7] | record 2 is a number, not an object",
                "[{\"text\": {\"a\": [1]}}] | record 1 has an object in field 'text', not a string"
            })
    void what_is_wrong_in_a_list_is_said_in_our_words(String list, String words) {
        assertRefused("text", file("a.json", list)).hasMessageContaining(words).hasMessageNotContaining("Unexpected");
    }

    @Test
    void compressed_files_are_expanded_whatever_their_names_are() throws IOException {
        Read gzip = read("text", shared("plain.jsonl.gz"));
        assertThat(gzip.text()).isEqualTo(SIX_RECORDS);
        assertThat(gzip.source().formats()).containsExactly(CorpusFormat.JSON_LINES);
        byte[] text = utf8("\uFEFFa text, compressed in one way or another\n");
        byte[] zstd = Zstd.compress(text);
        Read both = read(
                "text",
                file("a.txt.gz", concatenate(gzip(text), gzip(utf8("a second member\n")))),
                file("b.md.zst", concatenate(zstd, zstd)),
                file("c.txt", zstd));
        assertThat(both.text()).isEqualTo("""
                    a text, compressed in one way or another
                    a second member
                    a text, compressed in one way or another
                    \uFEFFa text, compressed in one way or another
                    a text, compressed in one way or another
                    """);
    }

    @Test
    void damaged_compressed_files_are_refused() throws IOException {
        byte[] text = utf8(SIX_RECORDS.repeat(100));
        byte[] gzip = gzip(text);
        byte[] zstd = Zstd.compress(text);
        assertRefused("text", file("a.txt.gz", Arrays.copyOf(gzip, gzip.length - 9)))
                .hasMessage("/file: is a damaged or incomplete gzip file; test it with: gzip -t");
        assertRefused("text", file("a.txt.gz", Arrays.copyOf(gzip, 5))).hasMessageContaining("incomplete gzip file");
        assertRefused("text", file("a.txt.zst", Arrays.copyOf(zstd, zstd.length - 9)))
                .hasMessage("/file: is a damaged or incomplete zstd file; test it with: zstd -t");
        // The frame header of RFC 8878, section 3.1.1.1, with a window of 256 MiB.
        byte[] wide = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) ((28 - 10) << 3), 1, 0, 0};
        assertRefused("text", file("a.txt.zst", wide)).hasMessageContaining("window of more than 128 MiB");
        gzip[gzip.length - 6] ^= 1;
        assertRefused("text", file("a.txt.gz", gzip)).hasMessageContaining("damaged");
    }

    @Test
    void what_expands_without_bounds_is_refused() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(compressed)) {
            byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 1_000; i++) {
                out.write(spaces);
            }
        }
        assertRefused("text", file("a.txt.zst", compressed.toByteArray()))
                .hasMessage("/file: expands to more than 250 times its size; send it without zstd");
        UploadedFile file = file("a.txt.gz", gzip(utf8(SIX_RECORDS.repeat(100))));
        assertThatThrownBy(() -> read("text", 20_000, file, file))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("at most 20000 bytes");
    }

    /** Only a reader that streams gets anywhere in a file without an end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json | [ | {\"unread\": [{\"a\": [0, 1]}], \"text\": \"0123456789\"},",
                "a.jsonl | '' | {\"unread\": [{\"a\": [0, 1]}], \"text\": \"0123456789\"}",
                "a.txt | '' | 0123456789"
            })
    void files_are_streamed(String name, String first, String rest) throws IOException {
        byte[] line = utf8(rest + "\n");
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(utf8(first)), new InputStream() {
            private long at;

            @Override
            public int read() {
                return line[(int) (at++ % line.length)];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = offset; i < offset + length; i++) {
                    into[i] = (byte) read();
                }
                return length;
            }
        });
        try (CorpusInputStream corpus = new CorpusInputStream(
                List.of(file(name, () -> endless)),
                FieldPath.parse("text"),
                new UploadBudget(LIMIT),
                "/file",
                OutputStream.nullOutputStream())) {
            byte[] read = corpus.readNBytes(1 << 20);
            assertThat(new String(read, StandardCharsets.US_ASCII).replace("\n", ""))
                    .startsWith("0123456789".repeat(90_000));
        }
    }

    @Test
    void the_name_of_a_compressed_file_has_two_extensions() {
        assertThat(DocumentFormat.ofFile("a/b.JSONL.GZ")).contains(DocumentFormat.RECORDS);
        assertThat(DocumentFormat.ofFile("a/b.markdown.zst")).contains(DocumentFormat.TEXT);
        assertThat(DocumentFormat.ofFile("a/b.json")).contains(DocumentFormat.RECORDS);
        assertThat(DocumentFormat.ofFile("a/b.gz")).isEqualTo(Optional.empty());
        assertThat(CorpusName.ofFile("shelf/plain.jsonl.gz").text()).isEqualTo("plain");
    }
}
