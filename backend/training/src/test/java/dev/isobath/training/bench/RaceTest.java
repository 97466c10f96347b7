package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {

    private final List<String> turns = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    @Test
    void contenders_take_turns_there_and_back_and_a_turn_lasts_as_long_as_asked() {
        Contender fast = new Metronome("fast", Kind.MOD, 0.25, turns, 100);
        Contender slow = new Metronome("slow", Kind.MOD, 3, turns, 100);

        Map<Contender, List<Times>> times = new Race(3, 1, skipped::add).run(List.of(fast, slow));

        assertThat(turns)
                .containsExactly(
                        "fast 1", "fast 1", "slow 1", "slow 1", // warm-up, and one step to see how long it takes
                        "fast 1", "fast 4", "slow 1", "slow 1", // each turn begins with a step that is not timed
                        "slow 1", "slow 1", "fast 1", "fast 4", "fast 1", "fast 4", "slow 1", "slow 1");
        assertThat(times.get(fast)).hasSize(3).allMatch(own -> own.step() == 0.25);
        assertThat(times.get(slow)).hasSize(3);
        assertThat(skipped).isEmpty();
    }

    @Test
    void one_that_fails_in_the_middle_is_left_out_and_the_others_go_on() {
        Contender sound = new Metronome("sound", Kind.MOD, 1);
        Contender broken = new Metronome("broken", Kind.MOD, 1, turns, 3);
        Contender neverStarts = new Metronome("never", Kind.BASELINE, 1, turns, 0);

        Map<Contender, List<Times>> times = new Race(2, 1, skipped::add).run(List.of(neverStarts, broken, sound));

        assertThat(times).containsOnlyKeys(sound);
        assertThat(times.get(sound)).hasSize(2);
        assertThat(skipped).containsExactly("never baseline: its spring is broken", "broken mod: its spring is broken");
    }
}
