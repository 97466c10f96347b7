package dev.isobath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static List<String> printed(TextTable table) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void columns_are_aligned_by_the_cells_that_a_terminal_gives_them() {
        TextTable table = new TextTable(List.of("NAME", "LOSS", "STATE"));
        table.add(List.of("깊이 혼합", "1.5", "FINISHED"));
        table.add(List.of("baseline", "12.25", "RUNNING"));
        table.add(List.of("é e\u0301", "-", "QUEUED"));

        assertThat(printed(table))
                .containsExactly(
                        "NAME        LOSS  STATE",
                        "깊이 혼합    1.5  FINISHED",
                        "baseline   12.25  RUNNING",
                        "é e\u0301            -  QUEUED");
    }

    @Test
    void hangul_in_parts_is_as_wide_as_whole_syllables() {
        assertThat(DisplayWidth.of("한글")).isEqualTo(4);
        assertThat(DisplayWidth.of("\u1112\u1161\u11AB\u1100\u1173\u11AF")).isEqualTo(4);
        assertThat(DisplayWidth.of("ﬁ")).isEqualTo(1);
        assertThat(DisplayWidth.of("Ａ漢🙂")).isEqualTo(6);
    }

    @Test
    void a_control_character_does_not_reach_the_terminal() {
        TextTable table = new TextTable(List.of("NAME"));
        table.add(List.of("a\u001B[2Jb"));

        assertThat(printed(table)).containsExactly("NAME", "a\uFFFD[2Jb");
    }
}
