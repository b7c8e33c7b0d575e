"""The network that tells typed numbers from handwritten ones, and its training.

python -m bench.training.script zone SHARDS CHECKPOINT.pt --minutes 8
"""

import pathlib
import time

import torch
from torch import nn
from torch.nn import functional

from bench.training import cycles, networks, train


class ScriptReader(nn.Module):
    """Ink of the zone view [n, 1, height, width] to logits [n]: above 0 it was typed.

    Every feature counts twice: as its mean and as its maximum over the string.
    """

    def __init__(self):
        super().__init__()
        step, residual = networks.step, networks.Residual
        self.body = nn.Sequential(
            step(1, 20, 5, 2), step(20, 24), step(24, 40, 3, 2), residual(40), step(40, 56, 3, (2, 1)),
            step(56, 72, (5, 3)), residual(72, (1, 3)),
        )  # fmt: skip
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(144, 1))

    def forward(self, x):
        """Logits."""
        seen = self.body(x).flatten(2)
        return self.head(torch.cat([seen.mean(2), seen.amax(2)], 1)).squeeze(1)


def fit(view: str, folder: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float, seed: int) -> None:
    """Train for one cycle; resume from the checkpoint if it exists."""
    torch.manual_seed(seed)
    network = cycles.ready(ScriptReader(), checkpoint)
    samples, cycle = train.Samples(folder, view, seed), cycles.Cycle(network, minutes, peak, rise=100, decay=0.02)
    while cycle.share < 1:
        while not samples.refresh():
            time.sleep(1)
        for batch in samples.batches(train.POOL):
            with cycles.half():
                logits = network(batch.ink)
            truth = batch.typed * 0.998 + 0.001
            cycle.step(functional.binary_cross_entropy_with_logits(logits.float(), truth))
            cycle.tell("script", 100, train.BATCH)
        cycles.save(network, checkpoint)


if __name__ == "__main__":
    fit(*vars(cycles.options(["zone"], minutes=8, peak=3e-3)).values())
