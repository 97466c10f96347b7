package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Tokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is changed in a {@code tokenizer.json} before the library reads it. */
class HuggingFaceTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private TextTokenizer open(String name) throws IOException {
        return open(Cases.tokenizer(folder, name));
    }

    private static TextTokenizer open(CorpusFiles.Content file) throws IOException {
        return TextTokenizer.of(new Tokenizer.Named("mine", 2_000), file);
    }

    @Test
    void dropout_is_off_so_that_the_tokens_are_the_same_everywhere() throws IOException {
        Corpus corpus = Cases.corpus(folder, Cases.english(), Cases.tokenizer(folder, "bpe_dropout"));

        assertThat(corpus.trainingTokens()).isEqualTo(84_580);
    }

    @Test
    void no_prefix_is_added_where_pieces_meet() throws IOException {
        Corpus corpus = Cases.corpus(folder, Cases.english(), Cases.tokenizer(folder, "llama"));

        assertThat(corpus.trainingTokens()).isEqualTo(77_962);
    }

    /** Ways in which a file adds a prefix to a text, or removes white space at its ends. */
    record Ends(String name, String tokenizer, Consumer<ObjectNode> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Consumer<ObjectNode> with(String field, String value) {
        return tree -> tree.set(field, JSON.readTree(value.replace('\'', '"')));
    }

    static Stream<Ends> ends() {
        Consumer<ObjectNode> plain = with("normalizer", "null");
        return Stream.of(
                new Ends("prepend", "llama", with("normalizer", """
                        {'type': 'Sequence', 'normalizers': [{'type': 'Prepend', 'prepend': '▁'},
                         {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]}""")),
                new Ends("prepend alone", "llama", with("normalizer", "{'type': 'Prepend', 'prepend': '▁'}")),
                new Ends("strip", "llama", with("normalizer", """
                        {'type': 'Sequence', 'normalizers': [{'type': 'Strip', 'strip_left': true, 'strip_right': true},
                         {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]}""")),
                new Ends("metaspace", "llama", plain.andThen(with("pre_tokenizer", """
                        {'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': 'always', 'split': true}"""))),
                new Ends("older metaspace", "llama", plain.andThen(with("pre_tokenizer", """
                        {'type': 'Metaspace', 'replacement': '▁', 'add_prefix_space': true}"""))),
                new Ends("metaspace of the first word", "llama", plain.andThen(with("pre_tokenizer", """
                        {'type': 'Sequence', 'pretokenizers': [{'type': 'Punctuation', 'behavior': 'Isolated'},
                         {'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': 'first', 'split': true}]}"""))),
                new Ends("metaspace of each word", "llama", plain.andThen(with("pre_tokenizer", """
                        {'type': 'Sequence', 'pretokenizers': [{'type': 'WhitespaceSplit'},
                         {'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': 'always', 'split': true}]}"""))),
                new Ends("byte level", "bpe_dropout", with("pre_tokenizer", """
                        {'type': 'ByteLevel', 'add_prefix_space': true, 'trim_offsets': true, 'use_regex': true}""")),
                new Ends("none", "wordpiece", _ -> {}));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void pieces_give_the_tokens_of_the_whole(Ends ends) throws IOException {
        // Words of one line are cut before a space, and lines without spaces after a line.
        String text = "  First the tide,\nthen the " + "fish of the sea ".repeat(6_000) + "x\n"
                + "line\n".repeat(20_000) + "end \n";
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (TextTokenizer tokenizer = open(Cases.tokenizer(folder, ends.tokenizer(), ends.change()))) {
            IntStream tokens = IntStream.empty();
            int pieces = 0;
            for (int at = 0; at < octets.length; pieces++) {
                int end = (int) DocumentPieces.end(MemorySegment.ofArray(octets), at, octets.length);
                String piece = new String(octets, at, end - at, StandardCharsets.UTF_8);
                tokens = IntStream.concat(
                        tokens,
                        IntStream.of(tokenizer
                                .encode(piece, at == 0, end == octets.length)
                                .tokens()));
                at = end;
            }
            assertThat(pieces).isGreaterThan(2);
            assertThat(tokens.toArray()).isEqualTo(tokenizer.encode(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe_dropout", "bpe_nounk", "llama", "wordpiece"})
    void special_tokens_written_out_in_a_text_stay_text(String name) throws IOException {
        try (TextTokenizer tokenizer = open(name)) {
            String written = "the <|endoftext|> of </s> and <s> or [SEP] it";
            int[] tokens = tokenizer.encode(written);

            assertThat(tokens).doesNotContain(tokenizer.endOfText().orElseThrow());
            assertThat(tokenizer.decode(tokenizer.endOfText().orElseThrow())).isIn("<|endoftext|>", "</s>", "[SEP]");
        }
    }

    @Test
    void a_special_token_that_the_model_itself_could_make_stays_text() throws IOException {
        String unigram = """
                {"added_tokens": [{"id": 1, "content": "</s>", "special": true, "single_word": false, "lstrip": false,
                  "rstrip": false, "normalized": false}, {"id": 7, "content": "<eos>", "special": true,
                  "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}, {"id": 8,
                  "content": "<tool>", "special": false, "single_word": false, "lstrip": false, "rstrip": false,
                  "normalized": false}],
                 "model": {"type": "Unigram", "unk_id": 0, "vocab":
                  [["<unk>", 0], ["</s>", 0], ["<", -3], ["/", -3], ["s", -3], [">", -3], ["a", -3]]}}
                """;
        String bpe = """
                {"added_tokens": [{"id": 1, "content": "</s>", "special": true, "single_word": false, "lstrip": false,
                  "rstrip": false, "normalized": false}],
                 "model": {"type": "BPE", "unk_token": "<unk>", "vocab":
                  {"<unk>": 0, "</s>": 1, "<": 2, "/": 3, "s": 4, ">": 5, "a": 6, "</": 7, "s>": 8},
                  "merges": ["< /", "s >", "</ s>"]}}
                """;
        try (TextTokenizer tokenizer = open(written(unigram))) {
            assertThat(tokenizer.encode("a</s>")).containsExactly(6, 2, 3, 4, 5);
            // Tokens that were added and are not special keep their numbers.
            assertThat(tokenizer.encode("<tool>")).containsExactly(8);
        }
        try (TextTokenizer tokenizer = open(written(bpe))) {
            assertThat(tokenizer.encode("a</s>")).containsExactly(6, 7, 8);
            assertThat(tokenizer.encode("é")).containsExactly(0);
            assertThat(tokenizer.decode(1)).isEqualTo("</s>");
        }
    }

    private CorpusFiles.Content written(String content) throws IOException {
        return CorpusFiles.Content.of(Files.writeString(folder.resolve("own.json"), content));
    }
}
