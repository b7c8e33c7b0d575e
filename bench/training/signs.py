"""The networks that read one character at a time: their input, their structure, and their training.

Where the string networks found a character, a window of the same image is cut around its column, including the edges of
the adjacent ones. One character at a fixed place is far easier than a string, so that these small networks learn in
minutes what the others need hours for.

    python -m bench.training.signs ink SHARDS CHECKPOINT.pt --minutes 40
"""

import pathlib

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bench.training import alphabet, cycles, networks
from intake.engines.digits import reader, signs

BATCH, ROOM = 256, 6  # characters per step; px beside a window in which it can move
OTHER = len(signs.SIGNS)  # the class of everything that is not a digit
ASTRAY = 0.06  # share of windows that are moved off every character on purpose


def _body(view: str) -> list[nn.Module]:
    """The body of each view: the one for ink keeps finer detail, the one for the zone a wider field."""
    step, residual, pool = networks.step, networks.Residual, nn.MaxPool2d(2)
    if view == "ink":
        return [step(1, 32, 5, 2), step(32, 48), step(48, 48), pool, step(48, 80), residual(80), pool, step(80, 112)]
    return [step(1, 32, 5, 2), step(32, 40), step(40, 64, 3, 2), residual(64), step(64, 96, 3, 2), residual(96)]


class SignReader(nn.Module):
    """Window [n, 1, height, width] to logits [n, 11]: the ten digits, and none of them."""

    def __init__(self, view: str):
        super().__init__()
        self.body = nn.Sequential(*_body(view), nn.Flatten(), nn.Dropout(0.25))
        places = [-(-side // 8) for side in signs.SHAPES[view]]
        self.head = nn.Linear((112 if view == "ink" else 96) * places[0] * places[1], OTHER + 1)

    def forward(self, x):
        """Logits."""
        return self.head(self.body(x))


class Windows:
    """The windows of all characters in the shards: uint8 [n, height, width + 2 ROOM] with their classes."""

    def __init__(self, view: str, folder: pathlib.Path):
        self.view, self.folder = view, folder
        self.height, self.width = signs.SHAPES[view]
        self.seen: set[str] = set()
        self.parts: list[tuple[np.ndarray, np.ndarray]] = []

    def refresh(self) -> int:
        """Load one unseen shard; return the number of shards held."""
        for file in sorted(self.folder.glob("shard-????.npz")):
            if file.name not in self.seen:
                self.seen.add(file.name)
                self.parts.append(self._load(file))
                break
        return len(self.parts)

    def _load(self, file: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
        data = np.load(file)
        widths = data["widths"][:, ("zone", "ink").index(self.view)]
        starts = np.concatenate([[0], np.cumsum(widths * self.height)])
        ends = np.concatenate([[0], np.cumsum(data["lengths"])])
        pixels, marks, labels, kinds = data[self.view], data["marks"], data["labels"], data["kinds"]
        half = self.width // 2 + ROOM
        cut, named = [], []
        for number, width in enumerate(widths):
            if reader.sort(kinds[number]) != "fixed":
                continue
            picture = pixels[starts[number] : starts[number + 1]].reshape(self.height, width)
            wide = np.pad(picture, ((0, 0), (half, half)), mode="edge")
            for at in range(ends[number], ends[number + 1]):
                column = int(np.clip(round(marks[at] * width), 0, width))
                cut.append(wide[:, column : column + 2 * half])
                named.append(_class(labels[at]))
        return np.array(cut), np.array(named)

    def batches(self, rng, count: int):
        """Yield `count` batches: float32 windows [n, 1, height, width], randomly moved, turned and scaled; classes."""
        for _ in range(count):
            pictures = np.empty((BATCH, 1, self.height, self.width), np.float32)
            classes = np.empty(BATCH, np.int64)
            for place, number in enumerate(rng.integers(len(self.parts), size=BATCH)):
                windows, named = self.parts[number]
                chosen = rng.integers(len(windows))
                astray = rng.random() < ASTRAY
                pictures[place, 0] = self._moved(rng, windows[chosen], astray)
                classes[place] = OTHER if astray else named[chosen]
            yield torch.from_numpy(pictures), torch.from_numpy(classes)

    def _moved(self, rng, window: np.ndarray, astray: bool) -> np.ndarray:
        aside = rng.choice([-1, 1]) * rng.uniform(9, 13) if astray else np.clip(rng.normal(0, 1.4), -3.5, 3.5)
        grow, lean, turn = rng.normal(1, 0.06, 2), rng.normal(0, 0.08), rng.normal(0, 0.05)
        shape = np.array([[grow[0], lean], [turn * 0.5, grow[1]]])
        center = np.array([window.shape[1] / 2 + aside, self.height / 2 + rng.normal(0, 1.0)])
        move = np.column_stack([shape, center - shape @ np.array([self.width / 2, self.height / 2])])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = (self.width, self.height)
        moved = cv2.warpAffine(window, np.float32(move), size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        ink = np.maximum(moved.astype(np.float32) / 255, 1e-4) ** rng.uniform(0.65, 1.5)
        if rng.random() < 0.25:
            ink = np.clip(ink + rng.normal(0, rng.uniform(0, 0.1), ink.shape), 0, 1)
        return ink


def _class(label: int) -> int:
    sign = alphabet.CLASSES[label]
    return signs.SIGNS.index(sign) if sign in signs.SIGNS and sign else OTHER


def train(view: str, folder: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float, seed: int) -> None:
    """Train for one cycle; resume from the checkpoint if it exists."""
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = cycles.ready(SignReader(view), checkpoint)
    windows, cycle = Windows(view, folder), cycles.Cycle(network, minutes, peak, rise=300, decay=0.02)
    while cycle.share < 1:
        windows.refresh()
        for pictures, classes in windows.batches(rng, 100):
            with cycles.half():
                logits = network(pictures.to(cycles.DEVICE, memory_format=torch.channels_last))
            cycle.step(functional.cross_entropy(logits.float(), classes.to(cycles.DEVICE)))
            cycle.tell(view, 500, BATCH)
        cycles.save(network, checkpoint)


if __name__ == "__main__":
    train(*vars(cycles.options(list(signs.SHAPES), minutes=40, peak=3e-3)).values())
