"""Lines of words on disk: the image that the network sees, what it says, and where; some thousands per file."""

import pathlib

import cv2
import numpy as np

from bench.training import lines, sources
from intake.engines.words.image import SMALL

SIZE = 2000


def write(out: pathlib.Path, folder: pathlib.Path, count: int, first: int) -> None:
    """Files of SIZE samples each; the same number writes the same file."""
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
    """The samples of one shard: picture, label, places of its signs as shares of the width."""
    data = np.load(file)
    starts = np.concatenate([[0], np.cumsum(data["widths"] * SMALL)])
    ends = np.concatenate([[0], np.cumsum([len(label) for label in data["labels"]])])
    pixels, places = data["pixels"], data["places"]
    return [
        (pixels[starts[i] : starts[i + 1]].reshape(SMALL, -1), str(label), places[ends[i] : ends[i + 1]])
        for i, label in enumerate(data["labels"])
    ]
