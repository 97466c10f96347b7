package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void the_first_processor_speaks_for_all() {
        String cpus = "processor\t: 0\nmodel name\t: A Chip 3000\n\nprocessor\t: 1\nmodel name\t: Another\n";

        assertThat(Machine.field(cpus, "model name")).isEqualTo("A Chip 3000");
        assertThat(Machine.field(cpus, "flags")).isEmpty();
    }

    @Test
    void the_kernel_counts_in_kibibytes() {
        assertThat(Machine.kilobytes("VmPeak:\t 9 kB\nVmRSS:\t    2048 kB\n", "VmRSS"))
                .isEqualTo(2048 * 1024);
        assertThat(Machine.kilobytes("", "VmRSS")).isZero();
    }

    @Test
    void this_process_holds_memory() {
        assertThat(Machine.residentBytes()).isPositive();
    }
}
