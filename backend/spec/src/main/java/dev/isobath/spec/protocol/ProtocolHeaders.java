package dev.isobath.spec.protocol;

/** Names used in requests. */
public final class ProtocolHeaders {

    /** Digest of an uploaded body in lower-case hexadecimal, checked before the upload is acknowledged. */
    public static final String SHA256 = "Isobath-SHA256";

    private ProtocolHeaders() {}
}
