package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvTableTest {

    @Test
    void numbers_read_back_as_the_same_and_text_is_never_a_formula() {
        String text = new CsvTable("a", "b,c")
                .row(0.1 + 0.2, -3L)
                .row(null, Double.NaN)
                .row("=1+1", "-x")
                .row("say \"a\"", "two\nlines")
                .text();
        assertThat(text).isEqualTo("""
                a,"b,c"
                0.30000000000000004,-3
                ,
                '=1+1,'-x
                "say ""a""\","two
                lines"
                """.replace("\n", "\r\n").replace("two\r\n", "two\n"));
    }
}
