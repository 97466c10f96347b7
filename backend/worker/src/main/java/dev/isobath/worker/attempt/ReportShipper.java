package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.ReportReply;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sends the spool and the log to the server in batches. Each batch arrives exactly once and in order. */
final class ReportShipper {

    private static final int MOST_REPORTS = 1_000;
    private static final int MOST_SPOOL_BYTES = 1 << 20;
    private static final int MOST_LOG_BYTES = 1 << 16;

    private final AttemptFolder folder;
    private final SpoolReader spool;
    private final LogFile log;
    private final AttemptCalls calls;
    private final Orders orders;
    private final CheckpointUploads uploads;
    private ShippedRange last;
    private boolean acknowledged;
    private volatile long step;

    /** Continues after what was shipped from the folder before. */
    ReportShipper(AttemptFolder folder, AttemptCalls calls, Orders orders, CheckpointUploads uploads, long firstStep)
            throws IOException {
        this.folder = folder;
        this.spool = new SpoolReader(folder.spool());
        this.log = new LogFile(folder.log());
        this.calls = calls;
        this.orders = orders;
        this.uploads = uploads;
        this.step = firstStep;
        Optional<ShippedRange> before = folder.find(folder.shipping(), ShippedRange.class);
        this.last = before.orElse(ShippedRange.NONE);
        // It is unknown whether the last batch was answered, so it is sent once more.
        this.acknowledged = before.isEmpty();
    }

    /** The amount that one call shipped. */
    enum Shipped {
        NOTHING,
        BATCH,
        /** More is probably ready to be shipped. */
        FULL_BATCH
    }

    /** Offers the newest of the checkpoints that were announced before this node began. */
    void offerEarlierCheckpoint() throws IOException {
        for (SpoolReader.Part part = spool.read(0, MOST_SPOOL_BYTES, MOST_REPORTS);
                !part.isEmpty() && part.from() < last.spoolFrom();
                part = spool.read(part.to(), MOST_SPOOL_BYTES, MOST_REPORTS)) {
            part.checkpoints().forEach(uploads::offer);
        }
    }

    /** Returns the number of optimiser steps done, as far as it is known from what was shipped. */
    long step() {
        return step;
    }

    /** Returns the last lines of the log that are in no acknowledged batch. The server appends them to the lines that it has. */
    List<String> unshippedLog(int lines, int most) throws IOException {
        return log.tail(acknowledged ? last.logTo() : last.logFrom(), lines, most);
    }

    /**
     * Sends the next batch, if there is anything to send.
     *
     * @throws CallFailed.Refused when the server accepts no more reports of this attempt
     */
    Shipped shipNext(ServerRetry retry) throws CallFailed, IOException, InterruptedException {
        SpoolReader.Part part;
        LogFile.Part lines;
        if (acknowledged) {
            part = spool.read(last.spoolTo(), MOST_SPOOL_BYTES, MOST_REPORTS);
            lines = log.read(last.logTo(), MOST_LOG_BYTES);
            if (part.isEmpty() && lines.lines().isEmpty()) {
                return Shipped.NOTHING;
            }
            ShippedRange next = new ShippedRange(last.sequence() + 1, part.from(), part.to(), lines.from(), lines.to());
            Json.write(folder.shipping(), next);
            last = next;
            acknowledged = false;
        } else {
            part = spool.readAgain(last.spoolFrom(), last.spoolTo());
            lines = log.read(last.logFrom(), Math.toIntExact(last.logTo() - last.logFrom()));
        }
        send(part, lines.lines(), retry);
        boolean full = part.reports().size() == MOST_REPORTS || part.to() - part.from() > MOST_SPOOL_BYTES / 2;
        return full ? Shipped.FULL_BATCH : Shipped.BATCH;
    }

    private void send(SpoolReader.Part part, List<String> lines, ServerRetry retry)
            throws CallFailed, IOException, InterruptedException {
        ReportBatch batch = new ReportBatch(last.sequence(), part.reports(), lines, part.corpus());
        ReportReply reply = retry.call(() -> calls.report(batch));
        if (reply.next() > batch.sequence() + 1) {
            // This happens only when a disk lost what it had confirmed. The spool cannot be trusted then.
            throw new CallFailed.Superseded("the server has had batches that this node no longer knows of");
        }
        acknowledged = true;
        List<StepReport> reports = part.reports();
        if (!reports.isEmpty()) {
            step = reports.getLast().step();
        }
        part.checkpoints().forEach(uploads::offer);
        orders.take(reply.action());
    }
}
