#!/usr/bin/env python3
"""The peer is the same decoder as a plain PyTorch program, which Isobath's engine is compared with.

Pre-norm, layer norm with gain and bias, linear maps without bias, rotary positions (halves paired), tanh-GELU MLP of 4 d,
separate embedding and output, vocabulary of 256 bytes. With kind mod every other block, counted from the second, takes the top 12.5 %
of each sequence and multiplies its whole update by the router's output (2404.02258, equation 1).

It needs Python and PyTorch, nothing else:

    python3 peer.py --kind mod --width 256 --sequence 256 --precision bf16      prints a table
    python3 peer.py --serve ...                                                 answers lines "run N" with one JSON line each

Letters: B sequences, S tokens of each, k of them chosen, d width, h heads, w head width, V vocabulary.
"""

import argparse
import json
import math
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY = 256
DEVIATION = 0.02


class Rotary(nn.Module):
    """Angles of all positions, base 10,000; feature i is paired with i + w / 2."""

    def __init__(self, sequence, head_width):
        super().__init__()
        pair = torch.arange(head_width, dtype=torch.float64) % (head_width // 2)
        angles = torch.arange(sequence, dtype=torch.float64)[:, None] * 10_000 ** (-2 * pair / head_width)
        self.register_buffer("cosines", angles.cos().float(), persistent=False)  # [S, w]
        self.register_buffer("sines", angles.sin().float(), persistent=False)  # [S, w]

    def forward(self, positions=None):
        if positions is None:
            return self.cosines, self.sines  # [S, w]
        return self.cosines[positions].unsqueeze(1), self.sines[positions].unsqueeze(1)  # [B, 1, k, w]


def turn(x, cosines, sines):
    low, high = x.chunk(2, dim=-1)
    return x * cosines.to(x.dtype) + torch.cat((-high, low), dim=-1) * sines.to(x.dtype)


class Attention(nn.Module):
    def __init__(self, width, heads, layers):
        super().__init__()
        self.heads = heads
        self.input = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        nn.init.normal_(self.input.weight, std=DEVIATION)
        nn.init.normal_(self.output.weight, std=DEVIATION / math.sqrt(2 * layers))

    def forward(self, x, cosines, sines):
        b, n, d = x.shape
        q, k, v = self.input(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)  # [B, h, n, w] each
        mixed = F.scaled_dot_product_attention(turn(q, cosines, sines), turn(k, cosines, sines), v, is_causal=True)
        return self.output(mixed.transpose(1, 2).reshape(b, n, d))


class Mlp(nn.Module):
    def __init__(self, width, layers):
        super().__init__()
        self.input = nn.Linear(width, 4 * width, bias=False)
        self.output = nn.Linear(4 * width, width, bias=False)
        nn.init.normal_(self.input.weight, std=DEVIATION)
        nn.init.normal_(self.output.weight, std=DEVIATION / math.sqrt(2 * layers))

    def forward(self, x):
        return self.output(F.gelu(self.input(x), approximate="tanh"))


class Block(nn.Module):
    """A block that every token goes through."""

    def __init__(self, width, heads, layers):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width, eps=1e-5)
        self.attention = Attention(width, heads, layers)
        self.mlp_norm = nn.LayerNorm(width, eps=1e-5)
        self.mlp = Mlp(width, layers)

    def forward(self, x, rotary):
        cosines, sines = rotary()
        x = x + self.attention(self.attention_norm(x), cosines, sines)
        return x + self.mlp(self.mlp_norm(x))


class RoutedBlock(Block):
    """A block for the k tokens of each sequence with the largest router outputs. The others keep their residual."""

    def __init__(self, width, heads, layers, tokens):
        super().__init__(width, heads, layers)
        self.tokens = tokens
        self.router = nn.Parameter(torch.empty(width, 1).normal_(std=DEVIATION))

    def forward(self, x, rotary):
        with torch.autocast(x.device.type, enabled=False):
            outputs = (x @ self.router).squeeze(-1)  # [B, S], always in float32: a choice should not depend on rounding
        chosen = outputs.topk(self.tokens, dim=1, sorted=False).indices.sort(dim=1).values  # [B, k], in the order of the text
        rows = chosen.unsqueeze(-1).expand(-1, -1, x.shape[2])
        gathered = x.gather(1, rows)  # [B, k, d]
        cosines, sines = rotary(chosen)
        attention = self.attention(self.attention_norm(gathered), cosines, sines)
        update = attention + self.mlp(self.mlp_norm(gathered + attention))
        return x.scatter_add(1, rows, (update * outputs.gather(1, chosen).unsqueeze(-1)).to(x.dtype))


class Decoder(nn.Module):
    def __init__(self, kind, width, layers, heads, sequence, capacity):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width)
        self.rotary = Rotary(sequence, width // heads)
        tokens = max(1, math.floor(capacity * sequence + 0.5))
        self.blocks = nn.ModuleList(
            RoutedBlock(width, heads, layers, tokens) if kind == "mod" and layer % 2 == 1 else Block(width, heads, layers)
            for layer in range(layers)
        )
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.output = nn.Linear(width, VOCABULARY, bias=False)
        nn.init.normal_(self.embedding.weight, std=DEVIATION)
        nn.init.normal_(self.output.weight, std=DEVIATION)

    def forward(self, tokens, targets):
        x = self.embedding(tokens)  # [B, S, d]
        for block in self.blocks:
            x = block(x, self.rotary)
        logits = self.output(self.norm(x))  # [B, S, V]
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


class Peer:
    """One model with its optimiser and a text of random bytes."""

    def __init__(self, options):
        self.options = options
        self.device = torch.device(options.device)
        torch.manual_seed(1)
        if options.threads:
            torch.set_num_threads(options.threads)
        model = Decoder(options.kind, options.width, options.layers, options.heads, options.sequence, options.capacity)
        self.parameters = list(model.to(self.device).parameters())
        self.model = torch.compile(model) if options.compile else model
        self.optimiser = torch.optim.AdamW(
            [
                {"params": [p for p in self.parameters if p.dim() > 1], "weight_decay": 0.1},
                {"params": [p for p in self.parameters if p.dim() <= 1], "weight_decay": 0.0},
            ],
            lr=1e-3,
            betas=(0.9, 0.95),
            eps=1e-8,
            fused=True,
        )
        self.text = torch.randint(VOCABULARY, (64, options.batch, options.sequence + 1), device=self.device)
        self.loss = math.nan
        self.steps = 0

    def now(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter()

    def step(self):
        """Returns the seconds of forward, backward and optimiser, which includes clipping and clearing the gradients."""
        batch = self.text[self.steps % len(self.text)]
        start = self.now()
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.options.precision == "bf16"):
            loss = self.model(batch[:, :-1], batch[:, 1:])
        forward = self.now()
        loss.backward()
        backward = self.now()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.loss = loss.item()
        end = self.now()
        self.steps += 1
        return forward - start, backward - forward, end - backward

    def run(self, steps):
        start = self.now()
        times = [self.step() for _ in range(steps)]
        total = self.now() - start
        medians = [statistics.median(column) for column in zip(*times)]
        answer = {
            "steps": steps,
            "seconds": total,
            "step": statistics.median(sum(row) for row in times),
            "forward": medians[0],
            "backward": medians[1],
            "optimiser": medians[2],
            "loss": self.loss,
            "peakRssBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        if self.device.type == "cuda":
            answer["peakDeviceBytes"] = torch.cuda.max_memory_allocated()
        return answer

    def facts(self):
        return {
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
            "device": torch.cuda.get_device_name() if self.device.type == "cuda" else "cpu",
            "parameters": sum(p.numel() for p in self.parameters),
        }


def serve(peer):
    print(json.dumps({"ready": peer.facts()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            return
        if len(words) != 2 or words[0] != "run" or not words[1].isdigit() or int(words[1]) < 1:
            print(json.dumps({"error": "expected 'run N', got " + repr(line.strip())}), flush=True)
            continue
        print(json.dumps(peer.run(int(words[1]))), flush=True)


def table(peer, options):
    facts = peer.facts()
    answer = peer.run(options.steps)
    rate = options.batch * options.sequence / answer["step"]
    print(f"torch {facts['torch']}, {facts['device']}, {facts['threads']} threads, {facts['parameters']:,} parameters")
    print(f"{'kind':10}{'width':>6}{'seq':>6}{'prec':>6}{'tokens/s':>11}{'ms':>9}{'forward':>9}{'backward':>9}{'optim':>9}{'RSS MB':>8}")
    print(
        f"{options.kind:10}{options.width:6}{options.sequence:6}{options.precision:>6}{rate:11,.0f}{1e3 * answer['step']:9.1f}"
        f"{1e3 * answer['forward']:9.1f}{1e3 * answer['backward']:9.1f}{1e3 * answer['optimiser']:9.1f}"
        f"{answer['peakRssBytes'] / 1e6:8.0f}"
    )


def main():
    parser = argparse.ArgumentParser(description="One model trained in PyTorch, for its speed.")
    parser.add_argument("--kind", choices=["baseline", "mod"], default="baseline")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--sequence", type=int, default=256)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--capacity", type=float, default=0.125)
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=0, help="0: PyTorch's default")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help="answer lines 'run N' until 'quit' or the end of input")
    options = parser.parse_args()
    peer = Peer(options)
    for _ in range(options.warmup):
        peer.step()
    if options.serve:
        serve(peer)
    else:
        table(peer, options)


if __name__ == "__main__":
    main()
