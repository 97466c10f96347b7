package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SpecTextTest {

    private static final String SPEC = """
            name: %s
            %s
            architecture: {kind: mod, layers: %s, width: 32, heads: 2, capacity: 0.5, routeEvery: 2}
            data: {corpus: en, tokenizer: %s, sequenceLength: 32}
            training: {batch: %s, budget: {flops: 1e9}, learningRate: %s, deterministic: %s}
            """;

    /** YAML 1.2.2, section 10.3.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            .001    | 0.001
            +4      | 4
            -4      | -4
            0x10    | 16
            0o17    | 15
            017     | 17
            +.5     | 0.5
            5.      | 5.0
            1e3     | 1000.0
            True    | true
            FALSE   | false
            ~       | null
            Null    | null
            ''      | ""
            'true'  | "true"
            yes     | yes
            off     | off
            0b1     | 0b1
            1_000   | 1_000
            2026-11-29 | 2026-11-29
            !!str 5 | 5
            !!float 5 | 5.0
            ! 5     | 5
            """)
    void aScalarIsWhatTheCoreSchemaSays(String written, String value) {
        assertThat(SpecText.yaml("a: " + written).get("a").asString()).isEqualTo(value.equals("null") ? "" : value);
    }

    @Test
    void theTypesOfScalarsAreThoseOfTheCoreSchema() {
        JsonNode tree = SpecText.yaml("{a: 0x10, b: .001, c: True, d: ~, e: , f: '1', g: .inf, h: .NaN, i: yes}");

        assertThat(tree.get("a").isIntegralNumber()).isTrue();
        assertThat(tree.get("b").isFloatingPointNumber()).isTrue();
        assertThat(tree.get("c").isBoolean()).isTrue();
        assertThat(tree.get("d").isNull()).isTrue();
        assertThat(tree.get("e").isNull()).isTrue();
        assertThat(tree.get("f").isString()).isTrue();
        assertThat(tree.get("g").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(tree.get("h").doubleValue()).isNaN();
        assertThat(tree.get("i").isString()).isTrue();
    }

    @Test
    void aSpecMayBeWrittenInAnyFormOfTheStandard() {
        ExperimentSpec spec = Specs.read(SPEC.formatted("x", "seed:", "0o2", "bytes", "+4", ".001", "True"));

        assertThat(spec.seed()).isEqualTo(1);
        assertThat(spec.architecture().shape().layers()).isEqualTo(2);
        assertThat(spec.training().batch()).isEqualTo(4);
        assertThat(spec.training().learningRate()).isEqualTo(0.001);
        assertThat(spec.training().deterministic()).isTrue();
        assertThat(Specs.read(SPEC.formatted("x", "seed: ~", "2", "~", "0x10", "1e-3", "")))
                .extracting(
                        ExperimentSpec::seed,
                        read -> read.training().batch(),
                        read -> read.data().tokenizer())
                .containsExactly(1L, 16, new Tokenizer.Bytes());
    }

    @Test
    void anEmptyNameIsNoName() {
        assertThat(catchThrowableOfType(
                                InvalidSpec.class,
                                () -> Specs.read(SPEC.formatted("~", "", "2", "bytes", "4", "1e-3", "false")))
                        .violations())
                .containsExactly(new Violation("/name", "is missing"));
    }

    @Test
    void anAliasIsTheValueOfItsAnchor() {
        JsonNode tree = SpecText.yaml("""
                data: &data {corpus: en, tokenizer: &word bytes}
                list: [&n 4, *n, *word]
                again: *data
                """);

        assertThat(tree.toString())
                .isEqualTo("{\"data\":{\"corpus\":\"en\",\"tokenizer\":\"bytes\"},\"list\":[4,4,\"bytes\"],"
                        + "\"again\":{\"corpus\":\"en\",\"tokenizer\":\"bytes\"}}");
    }

    @Test
    void aMergeKeyFillsInWhatTheMappingDoesNotSay() {
        JsonNode tree = SpecText.yaml("""
                a: &a {x: 1, y: 2}
                b: &b {y: 3, z: 4}
                c: {<<: [*a, *b], x: 0}
                d: {z: 9, <<: *b}
                e: {'<<': 1}
                """);

        assertThat(tree.get("c")).isEqualTo(SpecText.yaml("{x: 0, y: 2, z: 4}"));
        assertThat(tree.get("d")).isEqualTo(SpecText.yaml("{z: 9, y: 3}"));
        assertThat(tree.get("e").get("<<").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a: *bytes                   | line 1, column 4: there is no anchor &bytes before the alias *bytes; write the value itself, or put it in quotes
            a: &x [*x]                  | line 1, column 8: there is no anchor &x before the alias *x; write the value itself, or put it in quotes
            a: 1⏎b: {c: 1, c: 2}        | line 2, column 11: the key 'c' stands twice; remove one
            a: 1⏎'a': 2                 | line 2, column 1: the key 'a' stands twice; remove one
            {<<: 1}                     | line 1, column 2: the merge key << takes a mapping or a list of mappings
            ? [a]⏎: b                   | line 1, column 3: a key must be the name of a field
            a: 1⏎---⏎b: 2               | line 2, column 1: a second document begins here; send one
            a: !run 1                   | line 1, column 4: the tag !run has no meaning in a spec; remove it
            a: !!set {b}                | line 1, column 4: the tag tag:yaml.org,2002:set has no meaning in a spec; remove it
            a: !!int x                  | line 1, column 4: 'x' has the tag !!int but is not written as one; remove the tag
            a: {b: 1                    | line 1, column 9: a mapping that began with { goes on here without a comma, or is not closed with }
            a: [1, 2                    | line 1, column 9: a list that began with [ goes on here without a comma, or is not closed with ]
            a: "x                       | line 1, column 6: a text in quotes is not closed before this
            a: b: c                     | line 1, column 5: a colon cannot stand here; check the indentation, or put the text in quotes
            a:⏎ - 1⏎⇥- 2                | line 3, column 1: a tab cannot stand here; indent with spaces
            a: @x                       | line 1, column 4: a value cannot begin with this character; put the text in quotes
            a:⏎  - 1⏎ - 2               | line 3, column 2: this does not line up with the keys of the mapping that it belongs to
            a: "\\q"                    | line 1, column 6: this is not an escape of YAML; write \\\\ for a backslash, or use single quotes
            a: ]                        | line 1, column 4: a value is missing before this
            {a: 1}}                     | line 1, column 7: the document ends before this; remove what follows
            a: *                        | line 1, column 5: an alias is * and a name; put the text in quotes if it is none
            a: &                        | line 1, column 5: an anchor is & and a name, and stands once before a value
            a: ␇                        | line 1, column 4: the character U+0007 may not stand in YAML; remove it
            # nothing                   | the document is empty; send a spec as JSON or YAML
            a: "\\x                      | line 1, column 2: after this, an escape in double quotes stands for no character
            a: "\\UFFFFFFFF"            | line 1, column 2: after this, an escape in double quotes stands for no character
            %YAML 2.0⏎---⏎a: 1          | the document asks for another version of YAML; remove the line %YAML
            """)
    void whatIsNoYamlIsRefusedInOneSentence(String written, String message) {
        String text = written.replace("⏎", "\n").replace("⇥", "\t").replace("␇", "\u0007");

        assertThatThrownBy(() -> SpecText.yaml(text))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": 1} {"b": 2}    | line 1, column 10: the spec ends before this; remove what follows
            {"a": 1, "a": 2}     | line 1, column 10: the key 'a' stands twice; remove one
            {"a": [1, 2          | line 1, column 12: the JSON ends too early; a bracket or a quotation mark is not closed
            {"a": 1,}            | line 1, column 9: this is not JSON; check the quotation marks, commas and brackets before it
            {a: 1}               | line 1, column 2: this is not JSON; check the quotation marks, commas and brackets before it
            """)
    void whatIsNoJsonIsRefusedInOneSentence(String text, String message) {
        assertThatThrownBy(() -> SpecText.json(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessage(message);
    }

    @Test
    void aliasesThatMultiplyAreStopped() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d, *a%2$d, *a%2$d]%n".formatted(i, i - 1));
        }

        assertThatThrownBy(() -> SpecText.yaml(bomb.toString()))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessageContaining("more than 20000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void nestingIsBounded(String opening) {
        byte[] text = opening.repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SpecText.yaml(text)).isInstanceOf(UnreadableSpec.class);
        assertThatThrownBy(() -> SpecText.json(text)).isInstanceOf(UnreadableSpec.class);
    }

    @Test
    void aNumberOfAThousandDigitsIsRefused() {
        byte[] text = ("{\"a\": " + "9".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SpecText.yaml(text))
                .hasMessage("line 1, column 7: a number may have at most 100 digits");
        assertThatThrownBy(() -> SpecText.json(text))
                .hasMessage("line 1, column 7: a number may have at most 100 digits");
    }

    @Test
    void bytesAreUtf8WithOrWithoutAMark() {
        assertThat(SpecText.yaml("\uFEFFa: 1".getBytes(StandardCharsets.UTF_8))
                        .get("a")
                        .intValue())
                .isEqualTo(1);
        assertThat(SpecText.json("\uFEFF{\"a\": 1}".getBytes(StandardCharsets.UTF_8))
                        .get("a")
                        .intValue())
                .isEqualTo(1);
        assertThatThrownBy(() -> SpecText.yaml("a: é".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("the text is not UTF-8; save it as UTF-8");
        assertThatThrownBy(() -> SpecText.json(new byte[0]))
                .hasMessage("the body is empty; send a spec as JSON or YAML");
    }

    @Test
    void whatIsWrittenAsYamlReadsAsTheSameTree() {
        JsonNode tree = SpecText.json("""
                {"name": "1e3", "a": ["yes", "null", "", "0x10", "~", "- b", "# c", "d: e", "혼합", "two\\nlines", " ", "'\\"\\\\", "<<"],
                 "numbers": [1, -2.5, 200000000000, 1e300, 0.001, 1e-30, 12345678901234567890], "flags": [true, false, null],
                 "nested": {"empty": {}, "list": [], "deep": [{"1": {"true": [[1, 2], [3]]}}]}, "<<": "merge"}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(SpecText.yaml(SpecText.toYaml(tree))).isEqualTo(tree);
    }
}
