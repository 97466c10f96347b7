"""Who goes where (docs/checkpoint-format.md, "Capacities", "Choosing tokens" and "Giving tokens to experts")."""

import math


def nearest(x):
    """The nearest whole number, halves up."""
    below = math.floor(x)
    return below + (1 if x - below >= 0.5 else 0)


def tokens_of(capacity, sequence):
    """k, of a capacity as it stands in a spec."""
    if isinstance(capacity, dict):
        return min(capacity["tokens"], sequence)
    return max(1, nearest(capacity * sequence))


def capacity_of(architecture, layer):
    """The capacity of a block, or None where every token goes through it."""
    capacity = architecture.get("capacity")
    if isinstance(capacity, list):
        return capacity[layer]
    if "routedLayers" in architecture:
        return capacity if layer in architecture["routedLayers"] else None
    if "routeEvery" in architecture:
        return capacity if layer % architecture["routeEvery"] == architecture["routeOffset"] else None
    return None


def expert_capacity(factor, tokens, paths, top_m=1):
    """C, places of one expert in one sequence."""
    return min(max(1, nearest(factor * tokens * top_m / paths)), tokens)


def expert_paths(factor, experts):
    """M, paths that a token takes where experts would choose and later tokens are not known."""
    return min(max(1, nearest(factor)), experts)


def largest(values, k):
    """Indices of the k largest, of equal ones the lower index first; ascending."""
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    return sorted(order[:k])


def above(values, threshold, k):
    """Indices of those above the threshold, the first k of them."""
    return [i for i, value in enumerate(values) if value > threshold][:k]


def experts_choose(shares, experts, c):
    """Of each expert the tokens it takes; shares: one row a token, one column a path, no-ops after the experts."""
    free = list(range(len(shares)))
    paths = len(shares[0]) if len(shares) else experts
    for no_op in range(experts, paths):
        taken = largest([shares[i][no_op] for i in free], min(c, len(free)))
        free = [token for place, token in enumerate(free) if place not in taken]
    return [[free[i] for i in largest([shares[t][e] for t in free], min(c, len(free)))] for e in range(experts)]


def tokens_choose(shares, experts, top_m, c):
    """The same where tokens choose; c None: nobody is ever full."""
    given = [[] for _ in range(experts)]
    for token, row in enumerate(shares):
        for path in sorted(range(len(row)), key=lambda p: (-row[p], p))[:top_m]:
            if path < experts and (c is None or len(given[path]) < c):
                given[path].append(token)
    return given
