package dev.isobath.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.worker.attempt.AttemptResult.How;
import dev.isobath.worker.process.ExitCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndingTest {

    private static final boolean STOP_ASKED = true;
    private static final boolean NODE_ENDING = true;

    private static Outcome outcome(
            @Nullable How how, boolean stopAsked, boolean nodeEnding, @Nullable String checkpoint) {
        AttemptResult result = how == null ? null : new AttemptResult(how, 5, "It ended.");
        return new Ending(result, "It fell silent.", stopAsked, nodeEnding)
                .finish(5, checkpoint, List.of())
                .outcome();
    }

    @Test
    void a_run_that_took_all_its_steps_is_finished_even_if_asked_to_stop_too_late() {
        assertThat(outcome(How.FINISHED, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.FINISHED);
        assertThat(outcome(How.FINISHED, STOP_ASKED, NODE_ENDING, null)).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void a_process_that_found_its_checkpoint_damaged_says_so_to_the_server() {
        AttemptResult damaged = new AttemptResult(How.CHECKPOINT_DAMAGED, 5, "It cannot be used.");

        assertThat(new Ending(damaged, "", !STOP_ASKED, !NODE_ENDING).finish(5, null, List.of()))
                .isEqualTo(Finish.ofDamagedCheckpoint(5, "It cannot be used.", List.of()));
        assertThat(new Ending(damaged, "", STOP_ASKED, !NODE_ENDING)
                        .finish(5, null, List.of())
                        .outcome())
                .isEqualTo(Outcome.STOPPED);
    }

    @Test
    void a_loss_that_the_end_of_the_node_causes_is_called_so() {
        AttemptResult stopped = new AttemptResult(How.STOPPED, 5, "It stopped.");
        AttemptResult broken = new AttemptResult(How.BROKEN, 5, "It broke.");

        assertThat(new Ending(stopped, "", !STOP_ASKED, NODE_ENDING).finish(5, null, List.of()))
                .isEqualTo(Finish.handedBack(5, "node shut down", List.of()));
        assertThat(new Ending(null, "It was killed.", !STOP_ASKED, NODE_ENDING).finish(5, null, List.of()))
                .isEqualTo(Finish.handedBack(5, "It was killed.", List.of()));
        assertThat(new Ending(broken, "", !STOP_ASKED, NODE_ENDING)
                        .finish(5, null, List.of())
                        .handedBack())
                .as("it broke by itself")
                .isNull();
    }

    @Test
    void a_run_whose_last_checkpoint_is_not_stored_is_not_finished() {
        assertThat(outcome(How.FINISHED, !STOP_ASKED, !NODE_ENDING, "the checkpoint was not stored"))
                .isEqualTo(Outcome.LOST);
    }

    @Test
    void a_stop_belongs_to_whoever_asked_for_it() {
        assertThat(outcome(How.STOPPED, STOP_ASKED, NODE_ENDING, null)).isEqualTo(Outcome.STOPPED);
        assertThat(outcome(How.STOPPED, !STOP_ASKED, NODE_ENDING, null)).isEqualTo(Outcome.LOST);
        assertThat(outcome(How.STOPPED, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.LOST);
    }

    @Test
    void the_experiments_own_fault_is_a_failure_and_the_machines_is_a_loss() {
        assertThat(outcome(How.DIVERGED, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.FAILED);
        assertThat(outcome(How.UNTRAINABLE, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.FAILED);
        assertThat(outcome(How.OUT_OF_MEMORY, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.LOST);
        assertThat(outcome(How.BROKEN, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.LOST);
        assertThat(outcome(null, !STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.LOST);
    }

    @Test
    void a_process_that_crashed_on_its_way_to_a_cancel_is_cancelled() {
        assertThat(outcome(null, STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.STOPPED);
        assertThat(outcome(How.BROKEN, STOP_ASKED, !NODE_ENDING, null)).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void exit_codes_are_told_in_words() {
        assertThat(ExitCodes.explain("attempt's process", 137)).contains("killed (signal 9)", "memory");
        assertThat(ExitCodes.explain("attempt's process", 139)).contains("crashed in native code (signal 11)");
        assertThat(ExitCodes.explain("attempt's process", 134)).contains("crashed in native code (signal 6)");
        assertThat(ExitCodes.explain("attempt's process", 143)).contains("told to end (signal 15)");
        assertThat(ExitCodes.explain("attempt's process", 3)).contains("Java ran out of memory");
        assertThat(ExitCodes.explain("attempt's process", 1)).contains("exit code 1");
        assertThat(ExitCodes.explain("attempt's process", 128 + 31)).contains("signal 31");
    }
}
