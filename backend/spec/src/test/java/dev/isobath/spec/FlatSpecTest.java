package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FlatSpecTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode flat(String architecture) {
        return FlatSpec.of(SpecWriter.write(SpecReader.read(JSON.readTree("""
                {"name": "여우", "architecture": %s,
                 "data": {"corpus": "shelf", "sequenceLength": 64},
                 "training": {"batch": 2, "budget": {"tokens": 6400}}}
                """.formatted(architecture)))));
    }

    private static String mod(String capacity) {
        return "{\"kind\": \"mod\", \"layers\": 4, \"width\": 8, \"heads\": 2, \"capacity\": " + capacity + "}";
    }

    @Test
    void a_flat_spec_has_every_field_with_its_default() {
        JsonNode flat = flat(mod("0.25"));
        assertThat(flat.path("name").asString()).isEqualTo("여우");
        assertThat(flat.path("architecture.kind").asString()).isEqualTo("mod");
        assertThat(flat.path("architecture.capacity").asDouble()).isEqualTo(0.25);
        assertThat(flat.path("training.budget.tokens").asInt()).isEqualTo(6400);
        assertThat(flat.path("training.learningRate").asDouble()).isEqualTo(1e-3);
        assertThat(flat.path("training.device").asString())
                .as("canonical specs leave it out")
                .isEqualTo("cpu");
        assertThat(flat.path("architecture.scheme").asString()).isEqualTo("expert-choice");
        assertThat(flat.path("training.deterministic").asBoolean(true)).isFalse();
    }

    @Test
    void what_has_no_meaning_has_no_value() {
        JsonNode flat = flat("{\"kind\": \"baseline\", \"layers\": 1, \"width\": 8, \"heads\": 2}");
        for (String path : List.of(
                "architecture.capacity",
                "architecture.scheme",
                "architecture.expertScheme",
                "architecture.expertShares",
                "training.budget.steps",
                "data.vocabulary")) {
            assertThat(flat.has(path)).as(path).isFalse();
        }
    }

    @Test
    void a_capacity_is_a_share_where_there_is_one() {
        assertThat(flat(mod("{\"tokens\": 16}")).path("architecture.capacity").asDouble())
                .isEqualTo(0.25);
        assertThat(flat(mod("{\"tokens\": 16}"))
                        .path("architecture.capacity.tokens")
                        .asInt())
                .isEqualTo(16);
        assertThat(flat(mod("[null, 0.5, null, 0.5]"))
                        .path("architecture.capacity")
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(flat(mod("[null, 0.5, null, 0.25]")).has("architecture.capacity"))
                .isFalse();
    }

    @Test
    void every_value_of_a_flat_spec_is_of_a_listed_field() {
        List<String> paths =
                FlatSpec.entries().stream().map(FlatSpec.Entry::path).toList();
        assertThat(paths).isSorted().doesNotHaveDuplicates();
        assertThat(flat(mod("0.25")).propertyNames()).isSubsetOf(paths).hasSizeGreaterThan(30);
    }
}
