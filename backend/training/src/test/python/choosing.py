"""The routing of tokens (docs/checkpoint-format.md, "Capacities", "Choosing tokens" and "Giving tokens to experts")."""

import math


def nearest(x):
    """Returns the nearest whole number, halves up."""
    below = math.floor(x)
    return below + (1 if x - below >= 0.5 else 0)


def tokens_of(capacity, sequence):
    """Returns k for a capacity as written in a spec."""
    if isinstance(capacity, dict):
        return min(capacity["tokens"], sequence)
    return max(1, nearest(capacity * sequence))


def capacity_of(architecture, layer):
    """Returns the capacity of a block, or None where every token goes through it."""
    capacity = architecture.get("capacity")
    if isinstance(capacity, list):
        return capacity[layer]
    if "routedLayers" in architecture:
        return capacity if layer in architecture["routedLayers"] else None
    if "routeEvery" in architecture:
        return capacity if layer % architecture["routeEvery"] == architecture["routeOffset"] else None
    return None


def expert_capacity(factor, tokens, paths, top_m=1):
    """Returns C, the number of slots of one expert in one sequence."""
    return min(max(1, nearest(factor * tokens * top_m / paths)), tokens)


def expert_capacity_of_controlled(factor, tokens, experts, top_m, no_op_share):
    """Returns C where no-ops get a wanted share of the choices."""
    return min(max(1, nearest(factor * (top_m * (1 - no_op_share) * tokens / experts))), tokens)


def expert_paths(factor, experts):
    """Returns M, the number of paths that a token takes where experts would choose and later tokens are not known."""
    return min(max(1, nearest(factor)), experts)


def largest(values, k):
    """Returns the indices of the k largest values, ascending. Of equal values the lower index comes first."""
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    return sorted(order[:k])


def above(values, threshold, k):
    """Returns the indices of the first k values above the threshold."""
    return [i for i, value in enumerate(values) if value > threshold][:k]


def experts_choose(shares, experts, c):
    """Returns the tokens that each expert takes. shares has a row for each token and a column for each path, no-ops last."""
    free = list(range(len(shares)))
    paths = len(shares[0]) if len(shares) else experts
    for no_op in range(experts, paths):
        taken = largest([shares[i][no_op] for i in free], min(c, len(free)))
        free = [token for index, token in enumerate(free) if index not in taken]
    return [[free[i] for i in largest([shares[t][e] for t in free], min(c, len(free)))] for e in range(experts)]


def taken(shares, top_m, bias=()):
    """Returns the top_m paths of one token, the best first. The bias of real experts counts for the choice; no-ops have none."""
    scores = [share + (bias[path] if path < len(bias) else 0) for path, share in enumerate(shares)]
    return sorted(range(len(scores)), key=lambda p: (-scores[p], p))[:top_m]


def renormalised(shares, top_m, bias=()):
    """Returns the shares of one token divided by the sum of those of the top_m paths that it takes."""
    together = sum(shares[path] for path in taken(shares, top_m, bias))
    return [share / together for share in shares]


def thresholds_choose(shares, experts, thresholds):
    """Returns the tokens of each expert where each path takes those with a share above its threshold, and no-ops come first."""
    given = [[] for _ in range(experts)]
    for token, row in enumerate(shares):
        if any(share > least for share, least in zip(row[experts:], thresholds[experts:])):
            continue
        for expert in range(experts):
            if row[expert] > thresholds[expert]:
                given[expert].append(token)
    return given


def tokens_choose(shares, experts, top_m, c, bias=()):
    """Returns the tokens of each expert where tokens choose. With c None no expert is ever full."""
    given = [[] for _ in range(experts)]
    for token, row in enumerate(shares):
        for path in taken(row, top_m, bias):
            if path < experts and (c is None or len(given[path]) < c):
                given[path].append(token)
    return given
