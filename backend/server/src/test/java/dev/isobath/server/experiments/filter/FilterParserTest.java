package dev.isobath.server.experiments.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {

    private static final FieldCatalogue CATALOGUE = new FieldCatalogue("bleu"::equals);

    private static Filter parse(String text) {
        return FilterParser.parse(text, CATALOGUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kind = mod                                      | kind = mod
            KIND is null or kind=MOD                        | -
            state = running                                 | state = RUNNING
            capacity<0.25                                   | spec.architecture.capacity < 0.25
            spec.training.learningRate >= 1e-3              | spec.training.learningRate >= 0.001
            val_loss < 1.6                                  | val_loss.last < 1.6
            val_loss.best<1.6                               | val_loss.min < 1.6
            predictor_accuracy/3.best > .9                  | predictor_accuracy/3.max > 0.9
            bleu.max > 30                                   | bleu.max > 30
            parameters > 10M                                | parameters > 10000000
            flopsPlanned <= 2.5e15                          | flopsPlanned <= 2.5E15
            tag: "paper"                                    | tag: paper
            tag = 'two words'                               | tag = "two words"
            tags in (a, "b c", 2026-paper)                  | tag in (a, "b c", "2026-paper")
            not tag in (a)                                  | not tag in (a)
            tag not in (a)                                  | not tag in (a)
            name: 여우                                       | name: "여우"
            name = "a \\"quoted\\" \\\\ name"               | name = "a \\"quoted\\" \\\\ name"
            name = "or"                                     | name = "or"
            name = True                                     | name = True
            created > -7d                                   | createdAt > -7d
            created >= 2026-11-30                           | createdAt >= 2026-11-30T00:00:00Z
            finished < 2026-11-30T14:00:00+09:00            | finishedAt < 2026-11-30T05:00:00Z
            finished < 2026-11-30T14:00                     | finishedAt < 2026-11-30T14:00:00Z
            archived = TRUE                                 | archived = true
            routedLayers: 3                                 | spec.architecture.routedLayers: 3
            val_loss is null                                | val_loss.last is null
            val_loss is not null                            | not val_loss.last is null
            a1                                              | -
            seed = 1 and width = 2 and heads = 3            | spec.seed = 1 and spec.architecture.width = 2 and spec.architecture.heads = 3
            seed = 1 or width = 2 and heads = 3             | spec.seed = 1 or (spec.architecture.width = 2 and spec.architecture.heads = 3)
            (seed = 1 OR width = 2) AND heads = 3           | (spec.seed = 1 or spec.architecture.width = 2) and spec.architecture.heads = 3
            seed = 1 and (width = 2 and heads = 3)          | spec.seed = 1 and (spec.architecture.width = 2 and spec.architecture.heads = 3)
            not not (progress >= 0.5)                       | not not progress >= 0.5
            not (seed = 1 or seed = 2)                      | not (spec.seed = 1 or spec.seed = 2)
            """)
    void a_filter_has_one_canonical_form(String text, String written) {
        if (written.equals("-")) {
            assertThatThrownBy(() -> parse(text)).isInstanceOf(InvalidFilterException.class);
            return;
        }
        assertThat(parse(text).written()).isEqualTo(written);
        assertThat(parse(written)).isEqualTo(parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            capasity < 0.25               | column 1: 'capasity' is not a field; did you mean 'capacity'?
            seed = 1 and stat = RUNNING   | column 14: 'stat' is not a field; did you mean 'state'?
            spec.training.lerningRate > 1 | column 1: 'spec.training.lerningRate' is not a field; did you mean 'spec.training.learningRate'?
            spec.x.y > 1                  | column 1: 'spec.x.y' is not a field; docs/filter.md lists all of them
            colour = red                  | column 1: 'colour' is not a field; docs/filter.md lists all of them
            vall_loss < 1                 | column 1: 'vall_loss' is not a field; did you mean 'val_loss'?
            val_loss.mean < 1             | column 1: 'val_loss.mean' is not a field; the values of a metric are last, best, min and max
            val_loss.bst < 1              | column 1: 'val_loss.bst' is not a field; the values of a metric are last, best, min and max; did you mean 'best'?
            router_mean/3.best < 1        | column 1: 'router_mean/3.best' is not a field; no value of 'router_mean/3' is better than another, so write 'router_mean/3.min' or 'router_mean/3.max'
            router_mean.max < 1           | column 1: 'router_mean.max' is not a field; its names have the form router_mean/L
            kind = mood                   | column 8: 'mood' is not one of baseline, moe, mod, staged-mode, integrated-mode, external; did you mean 'mod'?
            state < RUNNING               | column 7: '<' does not work on 'state', which is one of a few words; it takes = != in
            capacity: 0.25                | column 9: ':' does not work on 'capacity', which is a number; it takes = != < <= > >= in
            routedLayers = 3              | column 14: '=' does not work on 'routedLayers', which is a list of numbers; it takes :
            created in (2026-11-30)       | column 9: 'in' does not work on 'created', which is a time; it takes = != < <= > >=
            created not in (2026-11-30)   | column 13: 'in' does not work on 'created', which is a time; it takes = != < <= > >=
            capacity < small              | column 12: 'small' is not a number; write 12, 0.25, 1e-3 or 10M
            capacity < "0.25"             | column 12: '0.25' is not a number; write 12, 0.25, 1e-3 or 10M
            capacity < 1-2                | column 12: '1-2' is not a number; write 12, 0.25, 1e-3 or 10M
            capacity < 1e999              | column 12: '1e999' is too large for a number
            created > yesterday           | column 11: 'yesterday' is not a time; write 2026-11-30, 2026-11-30T14:00:00Z, or -7d, -12h, -30m for a time before now
            created > 2026-02-30          | column 11: '2026-02-30' is not a time; write 2026-11-30, 2026-11-30T14:00:00Z, or -7d, -12h, -30m for a time before now
            created > -999999999w         | column 11: '-999999999w' is more than 100 years ago
            archived = yes                | column 12: 'yes' is not a value of 'archived', which is true or false
            capacity                      | column 9: an operator is missing after 'capacity'; it takes = != < <= > >= in
            capacity 0.25                 | column 10: an operator is missing after 'capacity'; it takes = != < <= > >= in
            capacity <                    | column 11: a value is missing after '<'
            capacity < and seed = 1       | column 12: a value is missing after '<'
            val_loss = null               | column 12: write 'val_loss is null'
            val_loss is 3                 | column 13: 'null' or 'not null' is expected after 'is', not '3'
            val_loss is not 3             | column 17: 'null' is expected after 'is not', not '3'
            seed not 3                    | column 10: 'in' is expected after 'not', not '3'
            seed = 1 width = 2            | column 10: 'and' or 'or' is missing before 'width'
            seed = 1)                     | column 9: no parenthesis is open that this one closes
            (seed = 1                     | column 1: the parenthesis that opens here is not closed
            (seed = 1 width = 2)          | column 11: 'and', 'or' or ')' is missing before 'width'
            seed = 1 and                  | column 13: a field is expected, not the end of the filter
            and seed = 1                  | column 1: a field is expected, not 'and'
            3 = seed                      | column 1: a field is expected, not '3'
            seed in 3                     | column 9: 'in' takes a list in parentheses, such as (a, b)
            seed in ()                    | column 10: a value is expected in the list, not ')'
            seed in (1 2)                 | column 12: ',' or ')' is expected in the list, not '2'
            seed in (1,                   | column 12: a value is expected in the list, not the end of the filter
            name = "open                  | column 8: the text that begins here has no closing quote
            name = "a\\n"                 | column 10: a backslash stands only before a quote or a backslash; write \\\\ for one
            name: ""                      | column 7: the text after ':' is empty; write a part of what is sought
            seed == 1                     | column 6: '==' has no meaning here; write '='
            seed = 1 && width = 2         | column 10: '&&' has no meaning here; write 'and'
            seed <> 1                     | column 6: '<>' has no meaning here; write '!='
            !archived = true              | column 1: '!' has no meaning here; write 'not'
            name = a;drop                 | column 9: ';' has no meaning here; a value with such a character needs quotes
            name = 😀                      | column 8: '😀' has no meaning here; a value with such a character needs quotes
            """)
    void what_cannot_be_understood_is_refused_with_its_place(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessage(message);
    }

    @Test
    void a_filter_has_bounds() {
        assertThatThrownBy(() -> parse("name = \"" + "x".repeat(FilterParser.MAX_LENGTH) + "\""))
                .hasMessage("column 4001: a filter has at most 4000 characters");
        assertThatThrownBy(() -> parse("(".repeat(21) + "seed = 1" + ")".repeat(21)))
                .hasMessage("column 21: parentheses and 'not' are nested more than 20 deep");
        assertThatThrownBy(() -> parse("not ".repeat(900) + "seed = 1"))
                .hasMessage("column 81: parentheses and 'not' are nested more than 20 deep");
        assertThatThrownBy(() -> parse("seed = 1" + " or seed = 1".repeat(100)))
                .hasMessage("column 1201: a filter has at most 100 comparisons");
        assertThatThrownBy(() -> parse("seed in (" + "1,".repeat(500) + "1)"))
                .hasMessage("column 1010: a list has at most 500 values");
        StringBuilder metrics = new StringBuilder("val_loss < 1");
        for (int i = 0; i < 12; i++) {
            metrics.append(" or router_mean/").append(i).append(" < 1");
        }
        assertThatThrownBy(() -> parse(metrics.toString()))
                .hasMessageEndingWith(": a filter speaks of at most 12 metrics");
        assertThat(parse("(".repeat(20) + "seed = 1" + ")".repeat(20))).isEqualTo(parse("seed = 1"));
        assertThatThrownBy(() -> parse("name = \"a\u0007\""))
                .hasMessage("column 8: the text must not contain control characters");
        assertThatThrownBy(() -> parse("name = \"" + "x".repeat(201) + "\""))
                .hasMessage("column 8: the text must have at most 200 characters");
    }

    @Test
    void a_text_is_the_same_however_it_was_typed() {
        assertThat(parse("name = \"cafe\u0301 \"")).isEqualTo(parse("name = \"caf\u00e9\""));
    }
}
