package dev.isobath.training.bench;

import dev.isobath.spec.Kind;

/** A program that trains one model, ready to go on where it stopped. */
interface Contender extends AutoCloseable {

    /** Which program: {@code isobath}, {@code pytorch} and so on. */
    String name();

    Kind kind();

    /**
     * Takes some steps.
     *
     * @throws ContenderFailed when it cannot go on
     */
    Times run(int steps);

    @Override
    void close();
}
