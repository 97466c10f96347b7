"""Computes the examples of a page, lines "call -> value" in blocks marked "examples". It prints their number, or what is wrong."""

import ast
import sys

import numpy as np

import checkpoint
import choosing
import decoder
import randomness


def turn(numbers, position):
    """Rotates one head of one token."""
    return decoder.turn(np.array(numbers, dtype=float)[None, None, :], [position])[0, 0]


def norm(numbers, gain, bias):
    return decoder.norm(np.array(numbers, dtype=float), gain, bias)


NAMES = {
    **{name: getattr(choosing, name) for name in vars(choosing) if not name.startswith("_")},
    **{name: getattr(randomness, name) for name in ("mix", "bits", "uniform", "normal", "quantile")},
    "crc32c": checkpoint.crc32c,
    "gelu": decoder.gelu,
    "norm": norm,
    "turn": turn,
}


def examples(page):
    inside = False
    for line in page.splitlines():
        if line.startswith("```"):
            inside = line == "```examples"
        elif inside:
            call, value = line.split(" -> ")
            yield call, ast.literal_eval(value)


def same(a, b):
    if isinstance(b, list):
        return len(a) == len(b) and all(same(one, other) for one, other in zip(a, b))
    return a == b if isinstance(b, int) else abs(a - b) <= 1e-12 * max(1, abs(b))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        all_examples = list(examples(file.read()))
    for call, value in all_examples:
        computed = eval(call, {"__builtins__": {}}, NAMES)  # the page is ours
        if not same(computed, value):
            sys.exit(f"{call} is {computed!r}, not {value}")
    print(len(all_examples))
