package dev.isobath.training.bench;

import dev.isobath.spec.Kind;

/** A program that trains one model and can go on where it stopped. */
interface Contender extends AutoCloseable {

    /** Returns the name of the program: {@code isobath}, {@code pytorch} and so on. */
    String name();

    Kind kind();

    /**
     * Runs some steps.
     *
     * @throws ContenderFailed when it cannot go on
     */
    Times run(int steps);

    @Override
    void close();
}
