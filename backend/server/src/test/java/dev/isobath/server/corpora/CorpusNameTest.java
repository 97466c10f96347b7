package dev.isobath.server.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.isobath.server.problems.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusNameTest {

    @ParameterizedTest
    @CsvSource({
        "tinyshakespeare.txt, tinyshakespeare",
        "C:\\texts\\my book.md, my book",
        "../../etc/passwd, passwd",
        "Bücher (1).txt, Bücher -1",
        "v1.2 final.text, v1.2 final"
    })
    void is_made_out_of_a_files_name(String file, String name) {
        assertThat(CorpusName.ofFile(file).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a/b", "a,b", "a\nb", "<script>"})
    void is_refused_when_strange(String name) {
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> new CorpusName(name));
    }

    @Test
    void made_out_of_a_long_name_is_cut_between_characters() {
        assertThat(CorpusName.ofFile("𠀀".repeat(150) + ".txt").text()).isEqualTo("𠀀".repeat(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void has_up_to_a_hundred_characters(int length) {
        assertThat(new CorpusName("x".repeat(length)).text()).hasSize(length);
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> new CorpusName("x".repeat(101)));
    }
}
