package dev.isobath.server.storage;

/** A table whose rows refer to content of the store. */
public interface BlobOwner {

    /** Whether any row does. */
    boolean refersTo(String sha256);
}
