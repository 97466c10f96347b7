package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.SerializationFeature;

/** The presets, fully expanded, against files people can read: a changed default shows as a changed line. */
class SpecGoldenTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPresetExpandsToItsGoldenFile(Kind kind) throws IOException {
        ExperimentSpec spec = Presets.comparison(kind, "tales");
        String actual =
                Specs.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(SpecWriter.write(spec));

        Path golden = Path.of("src/test/resources/golden", kind.text() + ".json");
        Path written = Path.of("target/golden", kind.text() + ".json");
        Files.createDirectories(written.getParent());
        Files.writeString(written, actual + "\n");
        assertThat(Files.readString(golden, StandardCharsets.UTF_8))
                .as("%s is what this build writes; copy it over %s if the change is meant", written, golden)
                .isEqualTo(actual + "\n");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theCanonicalFormReadsBackToAnEqualSpec(Kind kind) {
        ExperimentSpec spec = Presets.comparison(kind, "tales");

        assertThat(SpecReader.read(SpecWriter.write(spec))).isEqualTo(spec);
    }
}
