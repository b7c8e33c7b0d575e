"""Train one of the two networks on shards for a given time; resumes from its checkpoint.

python -m bench.training.train zone SHARDS CHECKPOINT.pt --minutes 20
"""

import pathlib
import time

import numpy as np
import torch
from torch.nn import functional

from bench.training import cycles, networks

BATCH, POOL = 64, 32
WARM = 500  # steps of a fresh network before CTC


class Samples:
    """The shards in memory; new files are taken in as they appear, up to `limit`, the oldest are then dropped."""

    def __init__(self, folder: pathlib.Path, view: str, limit: int):
        self.folder, self.view, self.limit = folder, view, limit
        self.height, self.column = networks.READERS[view].height, ("zone", "ink").index(view)
        self.seen, self.parts = set(), []

    def refresh(self) -> int:
        """Load one unseen shard; the number of samples held."""
        for file in sorted(self.folder.glob("shard-????.npz")):
            if file.name not in self.seen:
                self.seen.add(file.name)
                self.parts.append(self._load(file))
                self.parts = self.parts[-self.limit :]
                break
        return sum(len(part[0]) for part in self.parts)

    def _load(self, file: pathlib.Path) -> tuple:
        data = np.load(file)
        widths, lengths = data["widths"][:, self.column], data["lengths"]
        pixels, starts = data[self.view], np.concatenate([[0], np.cumsum(widths * self.height)])
        marks = np.concatenate([[0], np.cumsum(lengths)])
        return widths, lengths, pixels, starts, data["labels"], data["marks"], marks

    def groups(self, rng):
        """One pool of batches, each of similar widths: pairs of a shard and a place in it."""
        chosen = rng.integers(len(self.parts), size=BATCH * POOL)
        picks = [(self.parts[number], rng.integers(len(self.parts[number][0]))) for number in chosen]
        picks.sort(key=lambda pick: pick[0][0][pick[1]])
        groups = [picks[at : at + BATCH] for at in range(0, len(picks), BATCH)]
        for place in rng.permutation(len(groups)):
            yield groups[place]

    def pictures(self, rng, group) -> np.ndarray:
        """The pictures of a batch, uint8 [n, 1, height, width], each a little up or down."""
        widest = max(part[0][i] for part, i in group)
        pictures = np.zeros((len(group), 1, self.height, widest), np.uint8)
        for row, (part, i) in zip(pictures, group, strict=True):
            widths, _, pixels, starts, *_ = part
            picture = pixels[starts[i] : starts[i + 1]].reshape(self.height, widths[i])
            drop = int(rng.integers(-2, 3))
            row[0, max(0, drop) : self.height + min(0, drop), : widths[i]] = picture[
                max(0, -drop) : self.height - max(0, drop)
            ]
        return pictures

    def batches(self, rng):
        """One pool of batches: (pictures, widths, labels, lengths, marks)."""
        for group in self.groups(rng):
            labels, lengths, marks = [], [], []
            for (widths, counts, _, _, signs, places, offsets, *_), i in group:
                labels.append(signs[offsets[i] : offsets[i + 1]])
                marks.append(places[offsets[i] : offsets[i + 1]] * widths[i])
                lengths.append(counts[i])
            frames = np.array([part[0][i] // 2 for part, i in group])
            yield self.pictures(rng, group), frames, labels, lengths, marks


def _loss(logits, frames, labels, lengths, marks, warm: bool):
    """CTC; while warm, plain cross entropy on the frames at the signs' columns, which starts far faster."""
    if not warm:
        flat = torch.from_numpy(np.concatenate(labels).astype(np.int64))
        chances = functional.log_softmax(logits.float(), 2).transpose(0, 1)
        sizes = torch.tensor(np.array(lengths)), torch.from_numpy(frames)
        losses = functional.ctc_loss(chances, flat, sizes[1], sizes[0], reduction="none", zero_infinity=True)
        return losses.mean() / 4
    target = np.zeros(logits.shape[:2], np.int64)
    for row, signs, places in zip(target, labels, marks, strict=False):
        for sign, place in zip(signs, places, strict=False):
            middle = int(place / 2)
            row[max(0, middle - 1) : middle + 2] = sign
    weight = torch.ones(logits.shape[2])
    weight[0] = 0.3
    return functional.cross_entropy(logits.float().flatten(0, 1), torch.from_numpy(target).flatten(), weight)


def augment(rng, pictures: np.ndarray) -> torch.Tensor:
    """Ink float32, 0 to 1, darker or paler and now and then with noise."""
    ink = torch.from_numpy(pictures).float() / 255
    gamma = torch.from_numpy(rng.uniform(0.7, 1.4, (len(ink), 1, 1, 1)).astype(np.float32))
    ink = ink.clamp_min(1e-4) ** gamma
    if rng.random() < 0.3:
        ink = (ink + torch.randn_like(ink) * rng.uniform(0, 0.08)).clamp(0, 1)
    return ink


def train(view: str, folder: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float, seed: int) -> None:
    """One cycle; resumes when the checkpoint is there."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = networks.READERS[view]().to(memory_format=torch.channels_last)
    fresh = not checkpoint.exists()
    if not fresh:
        network.load_state_dict(torch.load(checkpoint))
    samples, cycle = Samples(folder, view, 60), cycles.Cycle(network, minutes, peak, rise=100, decay=0.01)
    while cycle.share < 1:
        while samples.refresh() < 4000:
            time.sleep(1)
        for batch in samples.batches(rng):
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(augment(rng, batch[0]).contiguous(memory_format=torch.channels_last))
            cycle.step(_loss(logits, *batch[1:], warm=fresh and cycle.done < WARM))
            cycle.tell(view, 100, BATCH)
        torch.save(network.state_dict(), checkpoint)


if __name__ == "__main__":
    train(*vars(cycles.options(list(networks.READERS), minutes=20, peak=2e-3)).values())
