package dev.isobath.server.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a backup. It is the entry {@value #ENTRY} of the file.
 *
 * @param format the version of this form, {@value #FORMAT}
 * @param madeBy the version of Isobath
 * @param schema the version of the newest migration of the database
 * @param takenAt the moment of which everything is, by the clock of the database
 * @param generation how often the database had been restored
 */
record Manifest(
        int format,
        @Nullable String madeBy,
        String schema,
        Instant takenAt,
        int generation,
        List<TableContent> tables,
        List<SequenceValue> sequences,
        List<StoredContent> contents,
        List<Damage> damaged) {

    static final int FORMAT = 1;
    static final String ENTRY = "manifest.json";

    /**
     * The rows of a table, in the entry {@code tables/NAME}, as PostgreSQL's {@code COPY} writes them.
     *
     * @param sha256 the digest of the entry's content
     */
    record TableContent(String name, List<String> columns, long rows, String sha256) {

        String entry() {
            return "tables/" + name;
        }
    }

    /** The last value that an identity column was given. */
    record SequenceValue(String table, String column, long value) {}

    /** Content of the store, in the entry {@code store/DIGEST}. */
    record StoredContent(String sha256, long bytes) {

        String entry() {
            return "store/" + sha256;
        }
    }

    /** Content that rows refer to and that the store did not have as it was put there. It is not in the backup. */
    record Damage(String sha256, String damage) {}

    /** Returns the number of experiments. */
    long experiments() {
        return tables.stream()
                .filter(table -> table.name().equals("experiment"))
                .mapToLong(TableContent::rows)
                .sum();
    }

    /** Returns the bytes of the content. */
    long bytes() {
        return contents.stream().mapToLong(StoredContent::bytes).sum();
    }
}
