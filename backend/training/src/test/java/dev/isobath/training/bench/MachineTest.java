package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

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
