"""The random function and the first weights (docs/checkpoint-format.md, "Random numbers" and "First weights")."""

import math
import statistics

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def stream(seed, purpose, step):
    state = mix((seed + GOLDEN) & MASK)
    for character in purpose:
        state = mix(state ^ ord(character))
    return mix((state + GOLDEN * (step + 1)) & MASK)


def bits(seed, purpose, step, index):
    return mix((stream(seed, purpose, step) + GOLDEN * (index + 1)) & MASK)


def uniform(seed, purpose, step, index):
    return (bits(seed, purpose, step, index) >> 11) * 2.0**-53


def normal(seed, purpose, step, count):
    """Returns the first draws from N(0, 1)."""
    values = []
    for i in range(0, count, 2):
        radius = math.sqrt(-2 * math.log(1 - uniform(seed, purpose, step, i)))
        angle = 2 * math.pi * uniform(seed, purpose, step, i + 1)
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return values[:count]


def quantile(share):
    """Returns z with P(Z < z) = share."""
    if share <= 0:
        return -math.inf
    if share >= 1:
        return math.inf
    return statistics.NormalDist().inv_cdf(share)


class Scaling:
    """What the parametrisation makes of the size of a model."""

    def __init__(self, spec):
        training, architecture = spec["training"], spec["architecture"]
        rule = training.get("parametrization", "standard")
        width = 1 if rule == "standard" else architecture["width"] / training["baseWidth"]
        depth = architecture["layers"] / training["baseLayers"] if rule == "completep" else 1
        self.head_width = None if rule == "standard" else training["baseWidth"] // training["baseHeads"]
        self.deviation = 1 / math.sqrt(width)
        self.branch = 1 / depth
        self.logits = 1 / width
        self.layers = training["baseLayers"] if rule == "completep" else architecture["layers"]

    def scores(self, head_width):
        return 1 / math.sqrt(head_width) if self.head_width is None else math.sqrt(self.head_width) / head_width


def first_weight(spec, name, shape):
    """Returns the value of a weight before the first step."""
    if name.endswith(".gain"):
        return np.ones(shape)
    if name.endswith(".bias"):
        return np.zeros(shape)
    deviation = 0.02
    if name.endswith(("attention.output", "mlp.output", "experts.output")):
        deviation /= math.sqrt(2 * Scaling(spec).layers)
    if name.startswith("blocks."):
        deviation *= Scaling(spec).deviation
    draws = normal(spec["seed"], "weight " + name, 0, int(np.prod(shape)))
    return (deviation * np.array(draws)).astype(np.float32).astype(np.float64).reshape(shape)
