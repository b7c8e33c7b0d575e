"""Trains one of the two string networks on shards for a given time; resumes from its checkpoint.

python -m bench.training.train zone SHARDS CHECKPOINT.pt --minutes 20
"""

import pathlib
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from bench.training import cycles, networks

BATCH, POOL = 128, 16  # strings per step; steps between checks for new shards
SHARDS = 160  # held at the same time
WARM = 500  # steps of a new network before CTC
_DROP = 2  # the most px by which an image is moved up or down


@dataclass(frozen=True, eq=False)
class Batch:
    """Images, ink float32 [n, 1, height, width], with their widths in frames, the characters of all in one row, their
    number per string, their columns in px, and whether each string was typed."""

    ink: torch.Tensor
    frames: torch.Tensor
    signs: torch.Tensor
    lengths: torch.Tensor
    columns: torch.Tensor
    typed: torch.Tensor


class Samples:
    """The shards on the training device; new files are loaded as they appear, and the oldest dropped if there are too
    many."""

    def __init__(self, folder: pathlib.Path, view: str, seed: int):
        self._folder = folder
        self._height, self._column = networks.READERS[view].height, ("zone", "ink").index(view)
        self._seen: set[str] = set()
        self._parts: list[dict] = []
        self._view, self._rng = view, np.random.default_rng(seed)

    def refresh(self) -> int:
        """Load one unseen shard; return the number of shards held."""
        for file in sorted(self._folder.glob("shard-????.npz")):
            if file.name not in self._seen:
                self._seen.add(file.name)
                self._parts = [*self._parts, self._load(file)][-SHARDS:]
                break
        return len(self._parts)

    def _load(self, file: pathlib.Path) -> dict:
        data = np.load(file)
        part = {name: data[name] for name in ("lengths", "labels", "marks", "typed")}
        part["widths"] = data["widths"][:, self._column].astype(np.int64)
        part["starts"] = np.concatenate([[0], np.cumsum(part["widths"] * self._height)])[:-1]
        part["ends"] = np.concatenate([[0], np.cumsum(part["lengths"])])
        part["order"] = np.argsort(part["widths"], kind="stable")
        return part | {"pixels": torch.from_numpy(data[self._view]).to(cycles.DEVICE)}

    def batches(self, count: int):
        """Yield `count` batches, each of strings of similar width from one shard."""
        for _ in range(count):
            part = self._parts[self._rng.integers(len(self._parts))]
            order = part["order"]
            first = int(self._rng.integers(-BATCH, len(order)))  # beyond the ends, so that all are equally likely
            near = order[np.clip(first, 0, len(order) - BATCH) :][: 2 * BATCH]
            yield self._batch(part, self._rng.choice(near, min(BATCH, len(near)), replace=False))

    def _batch(self, part: dict, chosen: np.ndarray) -> Batch:
        signs = [slice(part["ends"][i], part["ends"][i + 1]) for i in chosen]
        columns = [part["marks"][place] * part["widths"][i] for place, i in zip(signs, chosen, strict=True)]

        def moved(values: np.ndarray, kind: type) -> torch.Tensor:
            return torch.from_numpy(np.ascontiguousarray(values, kind)).to(cycles.DEVICE)

        return Batch(
            self._toned(self._pictures(part, chosen)),
            torch.from_numpy(part["widths"][chosen] // 2),
            moved(np.concatenate([part["labels"][place] for place in signs]), np.int64),
            torch.from_numpy(part["lengths"][chosen].astype(np.int64)),
            moved(np.concatenate(columns), np.float32),
            moved(part["typed"][chosen], np.float32),
        )

    def _pictures(self, part: dict, chosen: np.ndarray) -> torch.Tensor:
        """The images, each moved slightly up or down, with white paper beyond its ends."""
        widths, starts = (torch.from_numpy(part[name][chosen]).to(cycles.DEVICE) for name in ("widths", "starts"))
        drops = torch.from_numpy(self._rng.integers(-_DROP, _DROP + 1, len(chosen))).to(cycles.DEVICE)
        rows = torch.arange(self._height, device=cycles.DEVICE) - drops[:, None]
        columns = torch.arange(int(part["widths"][chosen].max()), device=cycles.DEVICE)
        inside = ((rows >= 0) & (rows < self._height))[:, :, None] & (columns < widths[:, None])[:, None]
        at = starts[:, None, None] + rows[:, :, None] * widths[:, None, None] + columns
        return torch.where(inside, part["pixels"][torch.where(inside, at, 0)].float() / 255, 0)[:, None]

    def _toned(self, ink: torch.Tensor) -> torch.Tensor:
        """The ink made darker or paler, and sometimes noisy."""
        ink = ink.clamp_min(1e-4) ** (0.7 + 0.7 * torch.rand(len(ink), 1, 1, 1, device=ink.device))
        if self._rng.random() < 0.3:
            ink = (ink + torch.randn_like(ink) * self._rng.uniform(0, 0.08)).clamp(0, 1)
        return ink.contiguous(memory_format=torch.channels_last)


def _loss(logits: torch.Tensor, batch: Batch, warm: bool) -> torch.Tensor:
    """CTC; while `warm`, cross entropy on the frames at the characters' columns, which learns far faster at first."""
    if not warm:
        chances = functional.log_softmax(logits.float(), 2).transpose(0, 1)
        losses = functional.ctc_loss(
            chances, batch.signs, batch.frames, batch.lengths, reduction="none", zero_infinity=True
        )
        return losses.mean() / 4
    target = torch.zeros(logits.shape[:2], dtype=torch.int64, device=logits.device)
    owner = torch.repeat_interleave(batch.lengths).to(logits.device)
    middle = (batch.columns / 2).long()
    for beside in (-1, 0, 1):
        target[owner, (middle + beside).clamp(0, logits.shape[1] - 1)] = batch.signs
    weight = torch.ones(logits.shape[2], device=logits.device)
    weight[0] = 0.3
    return functional.cross_entropy(logits.float().flatten(0, 1), target.flatten(), weight)


def train(view: str, folder: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float, seed: int) -> None:
    """Train for one cycle; resume from the checkpoint if it exists."""
    torch.manual_seed(seed)
    fresh = not checkpoint.exists()
    network = cycles.ready(networks.READERS[view](), checkpoint)
    samples, cycle = Samples(folder, view, seed), cycles.Cycle(network, minutes, peak, rise=100, decay=0.01)
    while cycle.share < 1:
        while not samples.refresh():
            time.sleep(1)
        for batch in samples.batches(POOL):
            with cycles.half():
                logits = network(batch.ink)
            cycle.step(_loss(logits, batch, warm=fresh and cycle.done < WARM))
            cycle.tell(view, 100, BATCH)
        cycles.save(network, checkpoint)


if __name__ == "__main__":
    train(*vars(cycles.options(list(networks.READERS), minutes=20, peak=2e-3)).values())
