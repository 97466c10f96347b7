"""Prints the largest difference between the weights of a checkpoint at step 0 and the first weights that the page describes."""

import sys

import numpy as np

import checkpoint
import randomness

if __name__ == "__main__":
    read = checkpoint.read(sys.argv[1])
    if read.metadata["step"] != "0":
        raise checkpoint.Refused("only before the first step are weights what they began with")
    print(
        max(
            float(np.max(np.abs(array - randomness.first_weight(read.spec, name, array.shape))))
            for name, array in read.weights().items()
            if not name.endswith((".thresholds", ".threshold", "experts.bias"))  # no weights; 0 at first
        )
    )
