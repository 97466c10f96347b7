package dev.isobath.server.storage;

/** A table whose rows refer to content in the store. */
public interface BlobOwner {

    /** Returns whether a row refers to the content. */
    boolean refersTo(String sha256);
}
