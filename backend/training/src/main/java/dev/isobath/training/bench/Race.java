package dev.isobath.training.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets contenders take turns of a few steps each, in one order and then in the reverse order, so that other load on the machine
 * affects all of them alike. The first step of a turn is not timed: memory and caches are as the contender before left them, and
 * a run that goes on has no such steps.
 *
 * @param rounds the number of turns of each contender
 * @param seconds the least time of a turn
 * @param skipped receives a message for each contender that failed
 */
record Race(int rounds, double seconds, Consumer<String> skipped) {

    private static final int WARM_UP_STEPS = 1;

    /** Returns the times of each contender in each round. Contenders that fail are left out. */
    Map<Contender, List<Times>> run(Collection<Contender> contenders) {
        Map<Contender, Integer> steps = new LinkedHashMap<>();
        Map<Contender, List<Times>> times = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            try {
                contender.run(WARM_UP_STEPS);
                steps.put(contender, (int) Math.ceil(seconds / contender.run(1).step()));
                times.put(contender, new ArrayList<>());
            } catch (ContenderFailed failed) {
                skip(contender, failed);
            }
        }
        List<Contender> order = new ArrayList<>(times.keySet());
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : order) {
                turn(contender, steps, times);
            }
            Collections.reverse(order);
        }
        return times;
    }

    private void turn(Contender contender, Map<Contender, Integer> steps, Map<Contender, List<Times>> times) {
        List<Times> own = times.get(contender);
        Integer count = steps.get(contender);
        if (own == null || count == null) {
            return;
        }
        try {
            contender.run(WARM_UP_STEPS);
            own.add(contender.run(count));
        } catch (ContenderFailed failed) {
            skip(contender, failed);
            times.remove(contender);
        }
    }

    private void skip(Contender contender, ContenderFailed failed) {
        skipped.accept(contender.name() + " " + contender.kind().text() + ": " + failed.getMessage());
    }
}
