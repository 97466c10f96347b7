package dev.isobath.worker.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.SystemSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says about its machine, from files as Linux writes them and from this machine itself. */
class SystemProbeTest {

    @TempDir
    Path proc;

    private static final GpuProbe NO_GPU = new GpuProbe(List.of("no-such-program"));

    private void write(String stat) throws IOException {
        Files.writeString(proc.resolve("stat"), stat + "\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n");
        Files.writeString(proc.resolve("meminfo"), """
                MemTotal:        1000 kB
                MemFree:          100 kB
                MemAvailable:     400 kB
                """);
    }

    private SystemSample sampleAfter(String before, String now) throws IOException {
        write(before);
        SystemProbe probe = new SystemProbe(proc, NO_GPU);
        write(now);
        return probe.sample(null);
    }

    @Test
    void the_processor_is_busy_for_the_share_of_the_time_in_which_it_neither_idles_nor_waits() throws IOException {
        // The columns are user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice.
        SystemSample sample = sampleAfter("cpu  100 0 50 800 50 0 0 0 90 0", "cpu  130 0 60 850 60 0 0 0 99 0");

        assertThat(sample.cpu()).isEqualTo(0.4);
        assertThat(sample.memoryBytes()).isEqualTo(600 * 1024);
        assertThat(sample.processCpu()).isNull();
        assertThat(sample.processMemoryBytes()).isNull();
        assertThat(sample.gpu()).isNull();
        assertThat(sample.gpuMemoryBytes()).isNull();
    }

    @Test
    void what_cannot_be_read_is_not_made_up() throws IOException {
        assertThat(sampleAfter("cpu  1 2 3", "cpu  4 5 6").cpu()).isNull();
        assertThat(sampleAfter("cpu  9 0 0 9 9 0 0 0", "cpu  9 0 0 9 9 0 0 0").cpu())
                .as("no time has passed")
                .isNull();
        assertThat(sampleAfter("cpu  a b c d e f", "cpu  1 1 1 1 1 1").cpu()).isNull();
        SystemSample nothing = new SystemProbe(proc.resolve("absent"), NO_GPU).sample(ProcessHandle.current());
        assertThat(nothing.cpu()).isNull();
        assertThat(nothing.memoryBytes()).isNull();
        assertThat(nothing.processMemoryBytes()).isNull();
    }

    @Test
    void this_process_uses_the_cores_that_it_keeps_busy() {
        SystemProbe probe = new SystemProbe(Path.of("/proc"), NO_GPU);
        probe.sample(ProcessHandle.current());
        // The system counts the time of processors in hundredths of a second.
        long until = System.nanoTime() + 300_000_000L;
        double sum = 0;
        while (System.nanoTime() < until) {
            sum += Math.sqrt(sum + 1);
        }
        SystemSample sample = probe.sample(ProcessHandle.current());

        assertThat(sum).isPositive();
        assertThat(sample.processCpu()).isPositive();
        assertThat(sample.processMemoryBytes()).isPositive();
        assertThat(sample.cpu()).isBetween(0.0, 1.0);
        assertThat(sample.memoryBytes()).isPositive();
    }

    @Test
    void gpus_are_what_their_program_prints() {
        assertThat(new GpuProbe(List.of("printf", "50, 1024\\n100, 2048\\n")).usage())
                .contains(new GpuProbe.Usage(0.75, 3L << 30));
        assertThat(new GpuProbe(List.of("printf", "[N/A], 1024\\n")).usage()).isEmpty();
        assertThat(new GpuProbe(List.of("true")).usage()).isEmpty();
        assertThat(new GpuProbe(List.of("false")).usage()).isEmpty();
        assertThat(NO_GPU.usage()).isEmpty();
    }

    @Test
    void samples_wait_until_they_are_sent_and_grow_older() throws IOException {
        write("cpu  100 0 50 800 50 0 0 0");
        SystemSamples samples = new SystemSamples(new SystemProbe(proc, NO_GPU), Optional::empty);
        for (int i = 0; i < 400; i++) {
            samples.take();
        }
        List<SystemSample> waiting = samples.waiting();
        assertThat(waiting).as("those of an hour").hasSize(360);
        assertThat(waiting.getFirst().age()).isGreaterThan(waiting.getLast().age());
        samples.take();
        samples.sent(waiting.size() - 1);
        assertThat(samples.waiting()).isNotEmpty();
        samples.sent(1000);
        assertThat(samples.waiting()).isEmpty();
    }
}
