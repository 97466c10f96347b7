package dev.isobath.server.chaos;

/** What is done to an installation. */
enum Fault {
    KILL_ATTEMPT("kill -9 of a training process"),
    STOP_ATTEMPT("SIGSTOP of a training process for some seconds"),
    KILL_NODE("kill -9 of a worker node, which is started again"),
    STOP_NODE("SIGSTOP of a worker node for longer than its lease"),
    KILL_SERVER("kill -9 of the server, which is started again"),
    STOP_SERVER("SIGSTOP of the server for some seconds"),
    KILL_DATABASE("kill -9 of PostgreSQL"),
    STOP_DATABASE("SIGSTOP of PostgreSQL for some seconds"),
    CUT_NETWORK("the network between nodes and server is cut for some seconds"),
    DROP_CALLS("half of the calls, or of their answers, are lost"),
    DELAY_CALLS("each call is delayed by up to three seconds"),
    DUPLICATE_CALLS("each call is sent twice, the second time a little later"),
    FILL_SPOOL("the disk of a worker node is full for some seconds"),
    FILL_STORE("the disk of the server's store is full for some seconds"),
    MOVE_CLOCK("a worker node is started again with a clock that is an hour off"),
    REVOKE_TOKEN("the join token of a node is revoked, and the node gets another one"),
    RESTORE_BACKUP("the server is killed, and a backup of some seconds ago is restored");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
