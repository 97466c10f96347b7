package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.util.ArrayList;
import java.util.List;

/** A contender whose steps take a given time. It records when it had its turn. */
final class Metronome implements Contender {

    private final String name;
    private final Kind kind;
    private final double seconds;
    private final List<String> turns;
    private int turnsLeft;

    Metronome(String name, Kind kind, double seconds, List<String> turns, int turnsLeft) {
        this.name = name;
        this.kind = kind;
        this.seconds = seconds;
        this.turns = turns;
        this.turnsLeft = turnsLeft;
    }

    Metronome(String name, Kind kind, double seconds) {
        this(name, kind, seconds, new ArrayList<>(), Integer.MAX_VALUE);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Times run(int steps) {
        if (turnsLeft-- == 0) {
            throw new ContenderFailed("its spring is broken");
        }
        turns.add(name + " " + steps);
        return new Times(steps, steps * seconds, null, Double.NaN, 0);
    }

    @Override
    public void close() {}
}
