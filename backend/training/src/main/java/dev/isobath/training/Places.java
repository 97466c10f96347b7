package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which rows E experts take, c places each, expert by expert.
 *
 * @param rows whose row a place takes, E c
 * @param shares where the place's share stands among N P, E c
 * @param filled the places really taken, the others are computed and thrown away; as many as there are places means all,
 *     whatever they are
 * @param load tokens that each path was given, real experts first, then no-ops
 * @param dropped choices that found their expert full
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Places(Rows rows, Rows shares, Rows filled, int[] load, int dropped) {

    static Places of(NDManager manager, int[] rows, int[] shares, int[] filled, int[] load, int dropped) {
        Rows all = Rows.of(manager, rows);
        Rows taken = filled.length == rows.length ? all : Rows.of(manager, filled);
        return new Places(all, Rows.of(manager, shares), taken, load, dropped);
    }

    /** The places really taken, whichever way {@code filled} says so. */
    IntStream taken() {
        return filled.count() == rows.count() ? IntStream.range(0, rows.count()) : Arrays.stream(filled.index());
    }
}
