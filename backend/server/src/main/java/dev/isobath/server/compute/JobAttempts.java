package dev.isobath.server.compute;

import java.util.UUID;

/** The running attempts of jobs. The queue is another area, which knows where attempts run, so that area implements this. */
public interface JobAttempts {

    /** Ends the running attempts that were leased with a job's token. It costs their experiments no try. */
    void takeBack(UUID token, String reason);

    /** Ends the running attempts that were leased with a job's token, because of what the experiment did. It costs a try. */
    void lose(UUID token, String reason);
}
