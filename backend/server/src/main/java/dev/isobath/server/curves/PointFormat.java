package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.TextRule;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;

/** The formats in which points are downloaded. */
enum PointFormat {
    CSV("text/csv") {
        @Override
        PointWriter writer(OutputStream out) throws IOException {
            return new CsvPointWriter(out);
        }
    },
    PARQUET("application/vnd.apache.parquet") {
        @Override
        PointWriter writer(OutputStream out) throws IOException {
            return new ParquetPointWriter(out);
        }
    };

    private final String type;

    PointFormat(String type) {
        this.type = type;
    }

    /**
     * Returns the format with a name.
     *
     * @throws BadRequestException when there is no such format
     */
    static PointFormat parse(String name) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(name))
                .findFirst()
                .orElseThrow(() -> BadRequestException.malformed("format: '%s' must be one of %s"
                        .formatted(
                                TextRule.shortened(name, 60),
                                Arrays.stream(values()).map(PointFormat::text).collect(Collectors.joining(", ")))));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    MediaType type() {
        return MediaType.parseMediaType(type);
    }

    String extension() {
        return "." + text();
    }

    /** Returns a writer of a new file. */
    abstract PointWriter writer(OutputStream out) throws IOException;
}
