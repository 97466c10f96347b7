package dev.isobath.spec.protocol;

/** The names of the HTTP headers that the protocol adds. */
public final class ProtocolHeaders {

    /** The SHA-256 digest of an uploaded body in lower-case hexadecimal. The server checks it before it acknowledges the upload. */
    public static final String SHA256 = "Isobath-SHA256";

    private ProtocolHeaders() {}
}
