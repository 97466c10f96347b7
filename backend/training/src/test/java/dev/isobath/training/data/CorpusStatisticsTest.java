package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.protocol.CorpusStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tokenizer makes of a corpus is counted, and too little is refused. */
class CorpusStatisticsTest {

    private static final ExperimentSpec SPEC = Shelf.spec("mine, vocabulary: 2000", 8, 0.1);
    private static final ExperimentSpec ALL_THE_SAME = Shelf.spec("mine, vocabulary: 2000, allowUnknown: true", 8, 0.1);

    @TempDir
    Path folder;

    private final List<CorpusStatistics> told = new ArrayList<>();

    private void open(String text, String tokenizer, ExperimentSpec spec) throws IOException {
        open(Cases.files(folder, text, Cases.tokenizer(folder, tokenizer)), spec);
    }

    private void open(CorpusFiles files, ExperimentSpec spec) throws IOException {
        assertThat(Corpus.open(files, spec, () -> false, told::add)).isPresent();
    }

    @Test
    void a_tokenizer_that_knows_the_text_loses_nothing_of_it() throws IOException {
        open(Cases.english(), "bpe_dropout", SPEC);
        CorpusStatistics known = told.getFirst();

        assertThat(known.trainingTokens()).isEqualTo(84_580);
        assertThat(known.bytesPerToken())
                .isCloseTo(200_000.0 / (known.trainingTokens() + known.heldOutTokens()), within(1e-9));
        assertThat(known.unknownShare()).isZero();
        assertThat(known.lostShare()).isZero();
        assertThat(known.specialTokens()).isZero();
    }

    @Test
    void a_text_whose_words_are_all_unknown_is_refused_with_the_share_and_the_override() throws IOException {
        assertThatThrownBy(() -> open(Cases.korean(), "wordpiece", SPEC))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("/data/tokenizer")
                .hasMessageContaining("100.0 % of the tokens are unknown")
                .hasMessageContaining("allowUnknown: true");
        assertThat(told.getFirst().unknownShare()).isEqualTo(1);

        // The second time the counts come from the token file.
        open(Cases.korean(), "wordpiece", ALL_THE_SAME);
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).isEqualTo(told.get(0));
    }

    @Test
    void a_text_that_vanishes_is_refused_with_the_share_that_is_lost() {
        assertThatThrownBy(() -> open(Cases.korean(), "bpe_nounk", SPEC))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("100.0 % of the bytes are lost")
                .hasMessageContaining("allowUnknown: true");
        assertThat(told).containsExactly(new CorpusStatistics(0, 0, 0, 0, 6_000.0 / 6_001, 0));
    }

    @Test
    void lost_bytes_are_those_of_characters_and_white_space_is_none() throws IOException {
        // Each line has 34 bytes, and three of them are the letter that the tokenizer does not know.
        open("the sea, the house of the man 심\n".repeat(10), "bpe_nounk", SPEC);

        assertThat(told.getFirst().lostShare()).isCloseTo(30.0 / 340, within(1e-12));
    }

    @Test
    void the_ends_of_documents_are_special_tokens() throws IOException {
        open(Shelf.put(folder, List.of("Hello world", "Hello", " world world")), Shelf.spec("gpt2", 2, 0.4));

        assertThat(told).containsExactly(new CorpusStatistics(5, 3, 28 / 5.0, 0, 0, 3));
    }

    @Test
    void a_text_of_bytes_has_a_token_for_each_byte() throws IOException {
        open(Shelf.put(folder, List.of("the tide turns at dawn. ".repeat(10))), Shelf.spec("bytes", 8, 0.1));

        assertThat(told).containsExactly(new CorpusStatistics(216, 24, 1, 0, 0, 0));
    }
}
