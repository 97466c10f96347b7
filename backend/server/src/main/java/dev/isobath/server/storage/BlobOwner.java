package dev.isobath.server.storage;

import java.util.List;

/** A table whose rows refer to content in the store. An owner needs nothing else, so that a command can ask it without a server. */
public interface BlobOwner {

    /**
     * Returns the columns that hold digests of content, each as {@code table.column}. Content is kept while a row of any owner has its
     * digest in one of them.
     */
    List<String> blobColumns();
}
