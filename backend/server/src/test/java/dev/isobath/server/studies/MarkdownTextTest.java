package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTextTest {

    @Test
    void words_begin_no_list_no_heading_and_no_html() {
        assertThat(new MarkdownText()
                        .paragraph("- a")
                        .paragraph("1. b")
                        .paragraph("# c")
                        .paragraph("d\n\n<b>&amp;\\")
                        .text())
                .isEqualTo("\\- a\n\n1\\. b\n\n\\# c\n\nd \\<b\\>\\&amp;\\\\\n\n");
    }

    @Test
    void a_cell_stays_in_its_cell_and_one_without_a_value_is_a_dash() {
        assertThat(new MarkdownText()
                        .table(List.of("a", "b|c"), List.of(List.of("x | y\nz", "")))
                        .text())
                .isEqualTo("| a | b\\|c |\n|---|---|\n| x \\| y z | – |\n\n");
    }

    @Test
    void a_fence_is_longer_than_those_in_the_code() {
        assertThat(new MarkdownText().code("yaml", "name: '````'").text())
                .isEqualTo("`````yaml\nname: '````'\n`````\n\n");
    }
}
