package dev.isobath.cli;

/** The exit statuses that scripts can rely on. */
final class Exit {

    /** The command did what it was asked. */
    static final int DONE = 0;

    /** The server refused the request. */
    static final int REFUSED = 1;

    /** The arguments, a file or {@code isobath.yaml} cannot be used; nothing was sent. */
    static final int USAGE = 2;

    /** What the command waited for failed or was cancelled. */
    static final int UNSUCCESSFUL = 3;

    /** The server cannot be reached, or cannot answer. */
    static final int UNREACHABLE = 4;

    private Exit() {}
}
