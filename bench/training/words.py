"""Trains the small network that reads words, with the steps before and after it: shards of lines, the export.

python -m bench.training.words shards OUT --count 40
python -m bench.training.words train OUT words.pt --minutes 60     # resumes when words.pt is there
python -m bench.training.words export words.pt intake/engines/models
"""

import argparse
import pathlib

import numpy as np
import torch
from torch.nn import functional

from bench.training import cycles, export, line_shards, networks
from intake.engines.words.image import SMALL
from intake.engines.words.networks import CLASSES

BATCH = 48
WARM = 600  # steps of a new network before CTC


def batch(rng, samples: list[tuple]) -> tuple[torch.Tensor, list, list, list]:
    """Return images, moved and toned at random, with their frames, labels and places."""
    widest = max(sample[0].shape[1] for sample in samples)
    pictures = np.zeros((len(samples), 1, SMALL, widest), np.float32)
    for row, (picture, _, _) in zip(pictures, samples, strict=True):
        drop = int(rng.integers(-3, 4))
        row[0, max(0, drop) : SMALL + min(0, drop), : picture.shape[1]] = picture[max(0, -drop) : SMALL - max(0, drop)]
    ink = torch.from_numpy(pictures) / 255
    ink = ink.clamp_min(1e-4) ** torch.from_numpy(rng.uniform(0.7, 1.4, (len(ink), 1, 1, 1)).astype(np.float32))
    if rng.random() < 0.3:
        ink = (ink + torch.randn_like(ink) * rng.uniform(0, 0.08)).clamp(0, 1)
    frames = [sample[0].shape[1] // 2 for sample in samples]
    return ink, frames, [sample[1] for sample in samples], [sample[2] for sample in samples]


def _loss(logits, frames, labels, places, warm: bool):
    """CTC; while `warm`, cross entropy on the frames under the characters, which learns far faster at first."""
    numbers = [[CLASSES.index(sign) for sign in label] for label in labels]
    if not warm:
        flat = torch.tensor([number for label in numbers for number in label], device=logits.device)
        chances = functional.log_softmax(logits.float(), 2).transpose(0, 1)
        sizes = torch.tensor(frames), torch.tensor([len(label) for label in numbers])
        return functional.ctc_loss(chances, flat, *sizes, reduction="none", zero_infinity=True).mean() / 6
    target = np.zeros(logits.shape[:2], np.int64)
    for row, label, columns, count in zip(target, numbers, places, frames, strict=True):
        for number, column in zip(label, columns, strict=True):
            middle = int(column * count)
            row[max(0, middle - 1) : middle + 2] = number
    weight = torch.ones(len(CLASSES), device=logits.device)
    weight[0] = 0.3
    named = torch.from_numpy(target).to(logits.device).flatten()
    return functional.cross_entropy(logits.float().flatten(0, 1), named, weight)


def train(shards: pathlib.Path, checkpoint: pathlib.Path, minutes: float, seed: int, peak: float) -> None:
    """Train for one cycle, loading new shards as they appear; resume from the checkpoint if it exists."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    fresh = not checkpoint.exists()
    network = cycles.ready(networks.WordReader(), checkpoint)
    seen, samples, cycle = set(), [], cycles.Cycle(network, minutes, peak, rise=100, decay=0.01)
    while cycle.share < 1:
        fresh_files = [file for file in sorted(shards.glob("shard-????.npz")) if file not in seen]
        for file in fresh_files[:2]:
            seen.add(file)
            samples += line_shards.load(file)
        pool = [samples[i] for i in rng.integers(len(samples), size=BATCH * 32)]
        pool.sort(key=lambda sample: sample[0].shape[1])
        for at in rng.permutation(32):
            ink, *truth = batch(rng, pool[at * BATCH : (at + 1) * BATCH])
            with cycles.half():
                logits = network(ink.to(cycles.DEVICE, memory_format=torch.channels_last))
            cycle.step(_loss(logits, *truth, warm=fresh and cycle.done < WARM))
            cycle.tell("words", 100, BATCH)
        cycles.save(network, checkpoint)


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("step", choices=("shards", "train", "export"))
    options.add_argument("place", type=pathlib.Path)
    options.add_argument("other", type=pathlib.Path)
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--peak", type=float, default=2e-3, help="the highest rate of the cycle")
    chosen = options.parse_args()
    if chosen.step == "shards":
        line_shards.write(chosen.place, chosen.other, chosen.count, chosen.first)
    elif chosen.step == "train":
        train(chosen.place, chosen.other, chosen.minutes, chosen.seed, chosen.peak)
    else:
        export.string_network(networks.WordReader(), chosen.place, chosen.other / "words.onnx")


if __name__ == "__main__":
    main()
