package dev.isobath.analysis;

/**
 * How many times noise is drawn for an interval. The same seed gives the same interval on every machine.
 *
 * @param draws the number of draws, at least 100
 * @param seed the seed of the random numbers
 */
public record Bootstrap(int draws, long seed) {

    /** A thousand draws, as Porian et al. (arXiv 2406.19146) take. */
    public static final Bootstrap STANDARD = new Bootstrap(1000, 1);

    /** @throws IllegalArgumentException for fewer than 100 draws, which leave a 95 % interval to two or three of them */
    public Bootstrap {
        if (draws < 100) {
            throw new IllegalArgumentException("A bootstrap needs at least 100 draws, not " + draws + ".");
        }
    }
}
