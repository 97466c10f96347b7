package dev.isobath.server.corpora;

/** The text of a record, or the reason why there is none. */
sealed interface RecordText {

    record Found(String text) implements RecordText {}

    /** The field is missing, null or empty. */
    record Nothing() implements RecordText {}

    /**
     * The field has something other than a text.
     *
     * @param reason for users, as the end of a sentence about the record
     */
    record Unusable(String reason) implements RecordText {}
}
