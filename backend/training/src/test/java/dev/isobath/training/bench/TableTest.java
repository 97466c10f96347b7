package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void words_stand_left_and_numbers_right() {
        Table table = new Table("kind", "ms", "note");
        table.add("mod", "12.5", "");
        table.add("baseline", "100.0", "slow");

        assertThat(table).hasToString("""
                kind         ms  note
                mod        12.5
                baseline  100.0  slow
                """);
    }

    @Test
    void a_row_has_as_many_cells_as_the_header() {
        Table table = new Table("kind", "ms");

        assertThatIllegalArgumentException().isThrownBy(() -> table.add("mod")).withMessage("1 cells for 2 columns");
    }
}
