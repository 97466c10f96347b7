package dev.isobath.worker.attempt;

/**
 * The part of the spool and of the log that a batch carries. It is on disk before the batch is first sent, so that the same batch
 * is sent again after a lost answer or a crash.
 *
 * @param sequence the number of the batch in the attempt, counted from 1
 */
record ShippedRange(long sequence, long spoolFrom, long spoolTo, long logFrom, long logTo) {

    /** The range before the first batch. */
    static final ShippedRange NONE = new ShippedRange(0, 0, 0, 0, 0);
}
