"""Stores training samples: both views of a crop with label and columns, thousands per file.

python -m bench.training.shards OUT --count 50 --first 0
"""

import argparse
import pathlib

import cv2
import numpy as np

from bench.training import alphabet, sources, strings
from intake.engines.digits import image

SIZE = 4000


def views(sample: strings.Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (zone view, ink view) as uint8 ink, and the marks as shares of the width."""
    pictures = [
        np.round(view(sample.image, sample.margin) * 255).astype(np.uint8) for view in (image.zone_view, image.ink_view)
    ]
    left = sample.margin - min(sample.margin, image.SIDE)
    marks = (np.array(sample.marks, np.float32) - left) / (sample.image.shape[1] - 2 * left)
    return pictures[0], pictures[1], marks


def write(file: pathlib.Path, maker: strings.Maker, seed: int) -> None:
    """Write one shard of SIZE samples; the same seed gives the same shard."""
    rng = np.random.default_rng(seed)
    cv2.setRNGSeed(seed)
    pixels, widths, labels, lengths, marks, kinds, typed = ([], []), [], [], [], [], [], []
    for _ in range(SIZE):
        sample = maker.make(rng)
        zone, ink, places = views(sample)
        pixels[0].append(zone.ravel())
        pixels[1].append(ink.ravel())
        widths.append((zone.shape[1], ink.shape[1]))
        labels += alphabet.encode(sample.label)
        lengths.append(len(sample.label))
        marks.append(places)
        kinds.append(sample.kind)
        typed.append(sample.style == "typed")
    part = file.with_suffix(".part.npz")
    np.savez(
        part, zone=np.concatenate(pixels[0]), ink=np.concatenate(pixels[1]), widths=np.array(widths),
        labels=np.array(labels, np.uint8), lengths=np.array(lengths), marks=np.concatenate(marks),
        kinds=np.array(kinds), typed=np.array(typed),
    )  # fmt: skip
    part.rename(file)


def main() -> None:
    """Write the shards that are missing."""
    options = argparse.ArgumentParser()
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--count", type=int, default=50)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--typed", type=float, default=strings.TYPED, help="The share of typed strings.")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    maker = sources.maker("train", chosen.typed)
    for number in range(chosen.first, chosen.first + chosen.count):
        file = chosen.out / f"shard-{number:04d}.npz"
        if not file.exists():
            write(file, maker, 1000 + number)


if __name__ == "__main__":
    main()
