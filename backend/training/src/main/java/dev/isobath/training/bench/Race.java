package dev.isobath.training.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Contenders that take turns: each a few steps, then the next, there and back, so that whatever else the machine does meets all
 * of them alike. The first step of a turn is not timed: it finds memory and caches as the contender before left them, and a run
 * that goes on has no such steps.
 *
 * @param rounds how often each has its turn
 * @param seconds a turn takes at least
 * @param skipped is told of contenders that failed
 */
record Race(int rounds, double seconds, Consumer<String> skipped) {

    private static final int WARM_UP_STEPS = 1;

    /** What each did in each round. Contenders that fail are left out. */
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
