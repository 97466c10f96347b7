package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * What teaches one routed block to choose tokens without seeing later ones.
 *
 * @param loss mean binary cross-entropy over B S tokens, a scalar
 * @param accuracy share of the tokens that it would route as the top-k choice did
 */
record CausalLoss(NDArray loss, double accuracy) {}
