package dev.isobath.training;

import dev.isobath.spec.protocol.StepReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Follows a run, keeps everything that it is told, and gives the signals that were set. */
public final class Recorder implements TrainingListener {

    private final Map<Long, Signal> signals = new HashMap<>();
    private final List<StepReport> reports = new ArrayList<>();
    private final List<Long> checkpoints = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    /** Sets {@code signal} to be given when {@code afterSteps} steps of this attempt are done. */
    public Recorder signal(long afterSteps, Signal signal) {
        signals.put(afterSteps, signal);
        return this;
    }

    @Override
    public Signal next() {
        return signals.getOrDefault((long) reports.size(), Signal.CONTINUE);
    }

    @Override
    public void stepped(StepReport report) {
        reports.add(report);
    }

    @Override
    public void checkpointed(long step, Path file) {
        checkpoints.add(step);
        files.add(file);
    }

    public List<StepReport> reports() {
        return reports;
    }

    public StepReport last() {
        return reports.getLast();
    }

    public List<Long> steps() {
        return reports.stream().map(StepReport::step).toList();
    }

    public List<Double> metric(String name) {
        return reports.stream().map(report -> report.metrics().get(name)).toList();
    }

    public List<Long> checkpoints() {
        return checkpoints;
    }

    public Path lastFile() {
        return files.getLast();
    }

    /** Returns the checkpoint of a step. */
    public Path file(long step) {
        return files.get(checkpoints.indexOf(step));
    }

    /** Returns the numbers of a checkpoint without its header, whose time counter differs. */
    public static byte[] arrays(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return Arrays.copyOfRange(all, Math.toIntExact(Long.BYTES + header), all.length);
    }
}
