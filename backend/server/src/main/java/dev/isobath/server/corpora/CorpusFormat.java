package dev.isobath.server.corpora;

/** How the files of a corpus were read. */
enum CorpusFormat {
    /** A file was one document. */
    TEXT,
    /** Each line of a file was a record. */
    JSON_LINES,
    /** A file was one list of records. */
    JSON_LIST
}
