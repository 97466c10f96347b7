package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Bootstrap;

/**
 * How a loss surface is fitted.
 *
 * @param huber δ, the relative error of a loss from which on an error counts linearly and no longer as its square
 * @param bootstrap the draws of noise
 */
public record SurfaceSettings(double huber, Bootstrap bootstrap) {

    /** δ = 1e-3, as in Hoffmann et al., and 500 draws. */
    public static final SurfaceSettings STANDARD = new SurfaceSettings(1e-3, new Bootstrap(500, 1));

    /** @throws IllegalArgumentException for a {@code huber} that is not above 0 */
    public SurfaceSettings {
        if (!(huber > 0)) {
            throw new IllegalArgumentException("The Huber threshold must be above 0, not " + huber + ".");
        }
    }
}
