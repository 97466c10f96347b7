package dev.isobath.server.studies;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The size at which a variant costs what the baseline costs at its best size.
 *
 * @param forwardFlops the forward FLOPs per token of the variant at this size
 * @param wanted those of the baseline at its best size
 * @param ratio the first over the second
 */
@Schema(name = "StudyEqualSize")
record EqualSize(int layers, int width, int heads, double forwardFlops, double wanted, double ratio) {}
