package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {

    @Test
    void without_options_every_kind_meets_at_two_widths_two_lengths_and_both_precisions() throws Exception {
        BenchOptions options = parse();

        assertThat(options.kinds()).containsExactly(Kind.values());
        assertThat(options.widths()).containsExactly(256, 512);
        assertThat(options.sequences()).containsExactly(256, 512);
        assertThat(options.precisions()).containsExactly(Precision.values());
        assertThat(options.pairs()).isEqualTo(5);
        assertThat(options.peer()).isTrue();
        assertThat(options.memorySteps()).isZero();
        assertThat(options.json()).isNull();
    }

    @Test
    void lists_are_separated_by_commas() throws Exception {
        BenchOptions options = parse("--kinds", "mod,staged-mode", "--widths", "64,64,128", "--json", "out.json");

        assertThat(options.kinds()).containsExactly(Kind.MOD, Kind.STAGED_MODE);
        assertThat(options.widths()).containsExactly(64, 128);
        assertThat(options.json()).isEqualTo(Path.of("out.json"));
    }

    @Test
    void the_square_product_grows_with_the_device_wherever_the_option_stands() throws Exception {
        assertThat(parse().square()).isEqualTo(2048);
        assertThat(parse("--device", "cuda").square()).isEqualTo(8192);
        assertThat(parse("--device", "cuda", "--quick").square()).isEqualTo(128);
    }

    @Test
    void memory_is_watched_over_5000_steps_unless_told_otherwise() throws Exception {
        assertThat(parse("--memory").memorySteps()).isEqualTo(5000);
        assertThat(parse("--memory", "300", "--quick").memorySteps()).isEqualTo(300);
        assertThat(parse("--memory", "--quick").memorySteps()).isEqualTo(5000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --kinds mod,dense     | --kinds does not know 'dense'
            --kinds mod,          | --kinds does not know ''
            --widths 0            | --widths does not know '0'
            --widths wide         | --widths does not know 'wide'
            --precisions f16      | --precisions does not know 'f16'
            --pairs 0             | --pairs needs a number from 1 to 1048576, not '0'
            --memory 7            | --memory needs a number from 200 to 1048576, not '7'
            --seconds -1          | --seconds needs seconds above 0, not '-1'
            --seconds soon        | --seconds needs seconds above 0, not 'soon'
            --device tpu          | --device needs cpu or cuda, not 'tpu'
            --json                | --json needs a value
            --json --quick        | --json needs a value
            --fast                | bench training does not know '--fast'
            """)
    void what_is_wrong_is_told(String arguments, String message) {
        assertThatExceptionOfType(BenchOptions.WrongUsage.class)
                .isThrownBy(() -> parse(arguments.split(" ")))
                .withMessage(message);
    }

    private static BenchOptions parse(String... arguments) throws BenchOptions.WrongUsage {
        return BenchOptions.parse(List.of(arguments));
    }
}
