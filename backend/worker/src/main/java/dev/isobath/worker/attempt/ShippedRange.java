package dev.isobath.worker.attempt;

/**
 * Which part of the spool and of the log a batch carries. Kept on disk before the batch is first sent: whoever sends it again,
 * after a lost answer or a crash, sends the same.
 *
 * @param sequence counts the attempt's batches from 1
 */
record ShippedRange(long sequence, long spoolFrom, long spoolTo, long logFrom, long logTo) {

    /** Before the first batch. */
    static final ShippedRange NONE = new ShippedRange(0, 0, 0, 0, 0);
}
