package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;

/** Compares the fully expanded presets with files that people can read. A changed default shows as a changed line. */
class SpecGoldenTest {

    @ParameterizedTest
    @MethodSource("dev.isobath.spec.Presets#names")
    void aPresetExpandsToItsGoldenFile(String name) throws IOException {
        ExperimentSpec spec = Presets.named(name, "tales");
        String actual =
                Specs.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(SpecWriter.write(spec));

        Path golden = Path.of("src/test/resources/golden", name + ".json");
        Path written = Path.of("target/golden", name + ".json");
        Files.createDirectories(written.getParent());
        Files.writeString(written, actual + "\n");
        assertThat(Files.readString(golden, StandardCharsets.UTF_8))
                .as("%s is what this build writes; copy it over %s if the change is meant", written, golden)
                .isEqualTo(actual + "\n");
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.spec.Presets#names")
    void theCanonicalFormReadsBackToAnEqualSpec(String name) {
        ExperimentSpec spec = Presets.named(name, "tales");

        assertThat(SpecReader.read(SpecWriter.write(spec))).isEqualTo(spec);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyFamilyHasAPresetOfItsName(Kind kind) {
        assertThat(Presets.comparison(kind, "tales").architecture().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.spec.Presets#names")
    void aPresetIsCalledLikeItsFileAndBeginsBySayingWhatItIsFor(String name) throws IOException {
        String text = Files.readString(Path.of("src/main/resources/presets", name + ".yaml"));

        assertThat(text).startsWith("# ").contains("\nname: " + name + "\n");
    }
}
