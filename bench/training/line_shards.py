"""Stores lines of words: the network's image, its text, and the places of the characters; thousands per file."""

import pathlib

import cv2
import numpy as np

from bench.training import lines, sources
from intake.engines.words.image import SMALL

SIZE = 2000


def write(out: pathlib.Path, folder: pathlib.Path, count: int, first: int) -> None:
    """Write `count` files of SIZE samples each; the same number gives the same file."""
    out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    made = sources.line_maker("train", folder)
    for number in range(first, first + count):
        rng = np.random.default_rng(5000 + number)
        pixels, widths, labels, places = [], [], [], []
        while len(pixels) < SIZE:
            line = made.make(rng)
            seen = lines.view(line)
            if seen and line.label.strip():
                pixels.append(seen[0].ravel())
                widths.append(seen[0].shape[1])
                labels.append(line.label)
                places.append(np.array(seen[1], np.float32))
        file = out / f"shard-{number:04d}.npz"
        part = file.with_suffix(".part.npz")
        np.savez(part, pixels=np.concatenate(pixels), widths=widths, labels=labels, places=np.concatenate(places))
        part.rename(file)


def load(file: pathlib.Path) -> list[tuple]:
    """Return the samples of one shard: image, label, and places of its characters as shares of the width."""
    data = np.load(file)
    starts = np.concatenate([[0], np.cumsum(data["widths"] * SMALL)])
    ends = np.concatenate([[0], np.cumsum([len(label) for label in data["labels"]])])
    pixels, places = data["pixels"], data["places"]
    return [
        (pixels[starts[i] : starts[i + 1]].reshape(SMALL, -1), str(label), places[ends[i] : ends[i + 1]])
        for i, label in enumerate(data["labels"])
    ]
