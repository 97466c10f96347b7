"""The forward pass in float64, for one sequence at a time (docs/checkpoint-format.md, "The forward pass")."""

import math

import numpy as np

import choosing
import randomness


def exact(x):
    """Returns x, for precision f32. Other differences come from float32's own rounding."""
    return x


def bfloat16(x):
    """Returns x rounded to 8 bits of precision, ties to even."""
    bits = np.ascontiguousarray(x, dtype=np.float32).view(np.uint32)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return bits.view(np.float32).astype(np.float64)


def gelu(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def norm(x, gain, bias):
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.mean((x - mean) ** 2, axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5) * gain + bias


def turn(x, positions, factor=1.0, to=exact):
    """Applies rotary positions to x [n, h, w], where each row has its position, and multiplies by the factor."""
    w = x.shape[-1]
    frequencies = 10_000.0 ** (-2 * np.arange(w // 2) / w)
    angles = np.asarray(positions)[:, None, None] * frequencies
    cosines, sines = to(factor * np.cos(angles)), to(factor * np.sin(angles))
    low, high = x[..., : w // 2], x[..., w // 2 :]
    return np.concatenate([to(to(low * cosines) - high * sines), to(to(high * cosines) + low * sines)], axis=-1)


class Answer:
    """logits [n, V]; routed: layer -> positions through the block; given: layer -> positions of each expert."""

    def __init__(self):
        self.logits = None
        self.routed = {}
        self.weights = {}
        self.given = {}


class Decoder:
    def __init__(self, checkpoint, precision=None):
        """precision replaces that of the spec."""
        self.spec = checkpoint.spec
        self.to = bfloat16 if (precision or self.spec["training"]["precision"]) == "bf16" else exact
        self.architecture = self.spec["architecture"]
        self.longest = self.spec["data"]["sequenceLength"]
        self.all = checkpoint.weights()
        self.scaling = randomness.Scaling(self.spec)

    def answer(self, tokens, causal=False, sequence=0):
        """Computes logits and routing. sequence is its number in the batch; only stochastic routing depends on it."""
        answer = Answer()
        x = self.to(self.all["embedding"][np.asarray(tokens)])
        for layer in range(self.architecture["layers"]):
            x = self.block(layer, x, causal, sequence, answer)
        normed = self.to(norm(x, self.all["norm.gain"], self.all["norm.bias"]))
        answer.logits = self.scaling.logits * self.to(normed @ self.to(self.all["output"]))
        return answer

    def weight(self, layer, name):
        return self.all[f"blocks.{layer}.{name}"]

    def thresholds(self, layer):
        """Returns the thresholds of a block's paths, or None if they are not known."""
        known = self.all.get(f"blocks.{layer}.experts.thresholds")
        return None if known is None or min(known) <= 0 else known

    def bias(self, layer):
        """Returns what is added to the shares of real experts for the choice alone, which may be nothing."""
        return list(self.all.get(f"blocks.{layer}.experts.bias", ()))

    def matrix(self, layer, name):
        return self.to(self.weight(layer, name))

    def normed(self, layer, half, x):
        return self.to(norm(x, self.weight(layer, half + ".norm.gain"), self.weight(layer, half + ".norm.bias")))

    def hidden(self, y, into):
        return self.to(gelu(self.to(y @ into)))

    def block(self, layer, x, causal, sequence, answer):
        n = len(x)
        capacity = choosing.capacity_of(self.architecture, layer)
        if capacity is None:
            h = self.attention(layer, x, x, range(n))
            return self.feed_forward(layer, h, h, range(n), n, causal, answer)
        outputs = self.outputs(layer, x, sequence)
        threshold = self.architecture.get("scheme") == "threshold"
        k = choosing.tokens_of(capacity, self.longest if causal or threshold else n)
        chosen = self.choose(layer, x, outputs, capacity, k, causal)
        weights = outputs[chosen]
        if self.architecture["routerActivation"] == "sigmoid":
            weights = sigmoid(weights)
        answer.routed[layer] = chosen
        answer.weights[layer] = weights
        if not chosen:
            if "experts" in self.architecture:
                answer.given[layer] = [[] for _ in range(self.architecture["experts"])]
            return x
        part = x[chosen]
        nothing = np.zeros_like(part)
        attention = self.attention(layer, part, nothing, chosen)
        between = self.to(part + attention)
        feed_forward = self.feed_forward(layer, between, nothing, chosen, k, causal, answer)
        r = self.to(weights[:, None])
        after = x.copy()
        if self.architecture["gate"] == "block":
            after[chosen] = self.to(part + r * self.to(attention + feed_forward))
        else:
            after[chosen] = self.to(between + r * feed_forward)
        return after

    def outputs(self, layer, x, sequence):
        """Returns the router output of every token before the activation, or the draws of a stochastic router."""
        if self.architecture.get("scheme") == "stochastic":
            n = len(x)
            draws = randomness.normal(self.spec["seed"], f"stochastic routing {layer}", 0, (sequence + 1) * n)
            return np.array(draws[sequence * n :]).astype(np.float32).astype(np.float64)
        return x @ self.weight(layer, "router")[:, 0]

    def choose(self, layer, x, outputs, capacity, k, causal):
        scheme = self.architecture.get("scheme", "expert-choice")
        if scheme == "token-choice":
            return choosing.above(outputs, 0, k)
        if scheme == "threshold":
            least = -math.inf if k == self.longest else self.weight(layer, "router.threshold")[0]
            return choosing.above(outputs, least, None)
        if not causal:
            return choosing.largest(outputs, k)
        if scheme == "stochastic":
            return choosing.above(outputs, randomness.quantile(1 - k / self.longest), None)
        method = self.architecture["causal"]
        if method == "predictor":
            return choosing.above(self.predict(layer, x), 0, None)
        if method == "auxiliary":
            return choosing.above(outputs, 0, None)
        raise ValueError("this model has not learned to route causally")

    def predict(self, layer, x):
        hidden = gelu(self.to(x @ self.matrix(layer, "predictor.hidden")) + self.weight(layer, "predictor.hidden.bias"))
        return (hidden @ self.weight(layer, "predictor.output") + self.weight(layer, "predictor.output.bias"))[:, 0]

    def attention(self, layer, x, residual, positions):
        """Returns attention added to the given residual, which may be zero. feed_forward does the same."""
        n, d = x.shape
        h = self.architecture["heads"]
        rows = self.to(self.normed(layer, "attention", x) @ self.matrix(layer, "attention.input"))
        rows = rows.reshape(n, 3, h, d // h)
        queries = turn(rows[:, 0], positions, self.scaling.scores(d // h), self.to)
        keys = turn(rows[:, 1], positions, to=self.to)
        scores = self.to(np.einsum("ihw,jhw->hij", queries, keys))
        scores[:, np.triu(np.ones((n, n), dtype=bool), 1)] = -np.inf
        mixed = self.to(np.einsum("hij,jhw->ihw", self.to(softmax(scores)), rows[:, 2])).reshape(n, d)
        return self.to(residual + self.branch(mixed) @ self.matrix(layer, "attention.output"))

    def branch(self, x):
        """Returns what attention or feed-forward adds, times the multiplier of residual branches."""
        return x if self.scaling.branch == 1 else self.to(self.scaling.branch * x)

    def feed_forward(self, layer, x, residual, positions, slots, causal, answer):
        normed = self.normed(layer, "feedForward", x)
        if "experts" not in self.architecture:
            hidden = self.hidden(normed, self.matrix(layer, "mlp.input"))
            return self.to(residual + self.branch(hidden) @ self.matrix(layer, "mlp.output"))
        shares = softmax(normed @ self.weight(layer, "experts.router"))
        given = self.give(shares, layer, slots, causal)
        if self.architecture.get("expertShares") == "renormalised":
            m, bias = self.architecture["topM"], self.bias(layer)
            shares = np.array([choosing.renormalised(row, m, bias) for row in shares]).reshape(shares.shape)
        into, out = self.matrix(layer, "experts.input"), self.matrix(layer, "experts.output")
        made = residual.copy()
        for expert, rows in enumerate(given):
            output = self.to(self.hidden(normed[rows], into[expert]) @ out[expert])
            made[rows] += self.branch(self.to(output * self.to(shares[rows, expert][:, None])))
        answer.given[layer] = [[int(positions[row]) for row in rows] for rows in given]
        return self.to(made)

    def give(self, shares, layer, slots, causal):
        """Assigns tokens to experts. slots is the number of tokens of the sequence that the block has room for."""
        a = self.architecture
        e, factor = a["experts"], a["capacityFactor"]
        paths = e + a.get("noOps", 0)
        if a.get("expertScheme") == "token-choice":
            if causal:
                capacity = choosing.capacity_of(a, layer)
                slots = self.longest if capacity is None else choosing.tokens_of(capacity, self.longest)
            c = choosing.expert_capacity(factor, slots, paths, a["topM"])
            if "noOpShare" in a:
                c = choosing.expert_capacity_of_controlled(factor, slots, e, a["topM"], a["noOpShare"])
            return choosing.tokens_choose(shares, e, a["topM"], c, self.bias(layer))
        if causal:
            thresholds = self.thresholds(layer)
            if thresholds is not None:
                return choosing.thresholds_choose(shares, e, thresholds)
            return choosing.tokens_choose(shares, e, choosing.expert_paths(factor, e), None)
        return choosing.experts_choose(shares, e, choosing.expert_capacity(factor, slots, paths))
