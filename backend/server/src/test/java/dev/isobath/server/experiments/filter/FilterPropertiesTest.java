package dev.isobath.server.experiments.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FilterPropertiesTest {

    private static final FieldCatalogue CATALOGUE = new FieldCatalogue(_ -> false);

    @Test
    void a_filter_that_is_written_and_parsed_again_is_the_same() {
        List<Field> fields = new ArrayList<>(FieldCatalogue.experiment());
        fields.addAll(FieldCatalogue.spec());
        for (String metric : List.of("val_loss", "val_loss.best", "router_mean/3.max", "expert_load/0/1.min")) {
            fields.add(CATALOGUE.get(metric));
        }
        for (int seed = 0; seed < 5_000; seed++) {
            Filter filter = new RandomFilters(new Random(seed), fields).next(3);
            String written = filter.written();
            if (written.length() <= FilterParser.MAX_LENGTH) {
                assertThat(FilterParser.parse(written, CATALOGUE)).as(written).isEqualTo(filter);
            }
        }
    }

    @Test
    void every_short_name_is_the_field_it_stands_for() {
        assertThat(FieldCatalogue.spec()).isNotEmpty().allSatisfy(field -> {
            assertThat(CATALOGUE.get(FieldCatalogue.shortName(field))).isEqualTo(field);
            assertThat(CATALOGUE.get(field.name())).isEqualTo(field);
        });
        assertThat(CATALOGUE.get("learningRate").name()).isEqualTo("spec.training.learningRate");
        assertThat(CATALOGUE.get("learning_rate").name()).isEqualTo("learning_rate.last");
    }

    @Test
    void the_page_about_filters_names_every_field() throws IOException {
        String page = Files.readString(Path.of("..", "..", "docs", "filter.md"));
        for (Field field : FieldCatalogue.experiment()) {
            assertThat(page).contains("`" + field.name() + "`");
        }
        for (Field field : FieldCatalogue.spec()) {
            String shortName = FieldCatalogue.shortName(field);
            assertThat(page)
                    .contains("| `%s` | %s |"
                            .formatted(field.name(), shortName.equals(field.name()) ? "" : "`" + shortName + "`"));
        }
    }

    @Test
    void whatever_is_typed_is_either_a_filter_or_refused_with_a_place_in_it() {
        List<String> parts = List.of(
                "kind",
                "=",
                "mod",
                "(",
                ")",
                " ",
                "and",
                "or",
                "not",
                "in",
                "is",
                "null",
                ",",
                "\"",
                "'",
                "\\",
                "1e3",
                "-7d",
                "val_loss",
                ".best",
                "tag",
                ":",
                "<",
                ">",
                "!",
                "\0",
                "\uD800",
                "여우",
                "\u00A0",
                "/",
                "-",
                "+",
                "2026-11-30");
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(parts.get(random.nextInt(parts.size())));
                text.append(random.nextInt(3) == 0 ? "" : " ");
            }
            assertThatCode(() -> {
                        try {
                            FilterParser.parse(text.toString(), CATALOGUE);
                        } catch (InvalidFilterException e) {
                            assertThat(e.column()).isBetween(1, text.length() + 1);
                        }
                    })
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }
}
