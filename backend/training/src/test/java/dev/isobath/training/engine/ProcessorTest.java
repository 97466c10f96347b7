package dev.isobath.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.protocol.ProcessorClass;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a processor can do, and what an environment leaves of it. */
class ProcessorTest {

    private static final String AVX512 = "fma avx2 avx512f avx512dq avx512bw avx512vl";

    private static Processor with(String flags) {
        return Processor.parse("""
                processor\t: 0
                model name\t: Some Processor: 9000
                flags\t\t: fpu sse2 %s
                bugs\t\t: spectre_v1

                processor\t: 1
                model name\t: Another
                flags\t\t: fpu amx_tile amx_bf16
                """.formatted(flags));
    }

    @Test
    void the_first_processor_of_the_text_is_read() {
        Processor processor = with("avx avx2");

        assertThat(processor.model()).isEqualTo("Some Processor: 9000");
        assertThat(processor.flags()).isEqualTo(Set.of("fpu", "sse2", "avx", "avx2"));
    }

    @Test
    void a_text_without_flags_is_a_processor_that_can_do_nothing_special() {
        assertThat(Processor.parse("").processorClass()).isEqualTo(ProcessorClass.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "avx, OTHER",
        "fma avx2, AVX2",
        "avx2 avx_vnni avx_ne_convert, AVX2",
        "avx2 avx512f, AVX2", // as on the first of them, which libtorch takes for AVX2
        AVX512 + ", AVX512",
        AVX512 + " avx512_vnni, AVX512",
        AVX512 + " avx512_bf16, AVX512_BF16",
        AVX512 + " avx512_bf16 amx_tile amx_int8, AVX512_BF16",
        AVX512 + " avx512_bf16 amx_tile amx_bf16 amx_int8, AMX",
    })
    void flags_make_the_class(String flags, ProcessorClass expected) {
        assertThat(with(flags).processorClass()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ONEDNN_MAX_CPU_ISA=AVX2, AVX2",
        "ONEDNN_MAX_CPU_ISA=avx2_vnni_2, AVX2",
        "ONEDNN_MAX_CPU_ISA=SSE41, OTHER",
        "ONEDNN_MAX_CPU_ISA=AVX512_CORE_VNNI, AVX512",
        "ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16, AVX512_BF16",
        "ONEDNN_MAX_CPU_ISA=AVX512_CORE_AMX, AMX",
        "ONEDNN_MAX_CPU_ISA=ALL, AMX",
        "ONEDNN_MAX_CPU_ISA=nonsense, AMX",
        "ATEN_CPU_CAPABILITY=avx2, AVX2",
        "ATEN_CPU_CAPABILITY=default, OTHER",
        "ATEN_CPU_CAPABILITY=avx512, AMX",
        "ONEDNN_MAX_CPU_ISA=AVX512_CORE ATEN_CPU_CAPABILITY=avx2, AVX2",
        "ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx512, AVX2",
    })
    void an_environment_lowers_the_class(String environment, ProcessorClass expected) {
        Map<String, String> variables = Stream.of(environment.split(" "))
                .map(variable -> variable.split("="))
                .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));

        assertThat(with(AVX512 + " avx512_bf16 amx_tile amx_bf16").limited(variables))
                .isEqualTo(expected);
    }

    @Test
    void an_environment_does_not_raise_the_class() {
        assertThat(with("avx2").limited(Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX")))
                .isEqualTo(ProcessorClass.AVX2);
    }

    @ParameterizedTest
    @CsvSource({
        ", AVX2, FLOAT32",
        ", AVX512, FLOAT32",
        ", AVX512_BF16, NATIVE",
        ", AMX, NATIVE",
        "float32, AMX, FLOAT32",
        "native, AVX2, NATIVE",
    })
    void bf16_products_follow_the_processor_unless_told_otherwise(
            @Nullable String asked, ProcessorClass processor, Bf16Products expected) {
        assertThat(Bf16Products.of(asked, processor)).isEqualTo(expected);
    }

    @Test
    void another_word_is_refused() {
        assertThatThrownBy(() -> Bf16Products.of("fast", ProcessorClass.AVX2))
                .hasMessage("isobath.bf16 must be native or float32, not fast");
    }
}
