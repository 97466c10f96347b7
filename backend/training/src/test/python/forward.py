"""Answers what a checkpoint makes of token numbers or of text. One question a line on standard input, as JSON:

    {"checkpoint": FILE, "tokens": [[70, 105], [114, 115]], "routing": "top-k" or "causal"}

or, for a checkpoint of tokenizer "bytes", {"checkpoint": FILE, "text": "Fi"}; "precision" may stand in for the spec's. One answer a line: logits of every token of every
sequence, for each routed block the positions that went through it and their router weights, for each block with experts the
positions that each expert took.
"""

import json
import sys

import checkpoint
import decoder


def answer(question):
    model = decoder.Decoder(checkpoint.read(question["checkpoint"]), question.get("precision"))
    sequences = question["tokens"] if "tokens" in question else [list(question["text"].encode("utf-8"))]
    causal = question.get("routing", "top-k") == "causal"
    answers = [model.answer(tokens, causal, number) for number, tokens in enumerate(sequences)]
    return {
        "logits": [one.logits.tolist() for one in answers],
        "routed": [
            {
                "layer": layer,
                "tokens": [[int(token) for token in one.routed[layer]] for one in answers],
                "weights": [one.weights[layer].tolist() for one in answers],
            }
            for layer in sorted(answers[0].routed)
        ],
        "experts": [
            {"layer": layer, "tokens": [one.given[layer] for one in answers]} for layer in sorted(answers[0].given)
        ],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
