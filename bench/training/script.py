"""The network that tells typed numbers from those written by hand: what it is, and its training.

python -m bench.training.script zone SHARDS CHECKPOINT.pt --minutes 8
"""

import pathlib
import time

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bench.training import cycles, networks, train

SHARDS = 60  # held at a time


class ScriptReader(nn.Module):
    """Ink of the zone view [n, 1, height, width] to logits [n]: above 0 it was typed.

    What is seen anywhere counts twice: as its mean over the string and as its greatest.
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


class Samples(train.Samples):
    """The shards in memory, with whether each string was typed."""

    def _load(self, file: pathlib.Path) -> tuple:
        return (*super()._load(file), np.load(file)["typed"])

    def pairs(self, rng):
        """One pool of batches: pictures uint8 [n, 1, height, width], and whether each was typed [n]."""
        for group in self.groups(rng):
            yield self.pictures(rng, group), np.array([part[-1][i] for part, i in group])


def fit(view: str, folder: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float, seed: int) -> None:
    """One cycle; resumes when the checkpoint is there."""
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = ScriptReader().to(memory_format=torch.channels_last)
    if checkpoint.exists():
        network.load_state_dict(torch.load(checkpoint))
    samples, cycle = Samples(folder, view, SHARDS), cycles.Cycle(network, minutes, peak, rise=100, decay=0.02)
    while cycle.share < 1:
        while samples.refresh() < 4000:
            time.sleep(1)
        for pictures, typed in samples.pairs(rng):
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(train.augment(rng, pictures).contiguous(memory_format=torch.channels_last))
            truth = torch.from_numpy(typed.astype(np.float32)) * 0.998 + 0.001
            cycle.step(functional.binary_cross_entropy_with_logits(logits.float(), truth))
            cycle.tell("script", 100, train.BATCH)
        torch.save(network.state_dict(), checkpoint)


if __name__ == "__main__":
    fit(*vars(cycles.options(["zone"], minutes=8, peak=3e-3)).values())
