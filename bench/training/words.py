"""Train the small network that reads words: shards of lines, the network, the training, the export.

python -m bench.training.words shards OUT --count 40
python -m bench.training.words train OUT words.pt --minutes 60     # resumes when words.pt is there
python -m bench.training.words export words.pt intake/engines/models
"""

import argparse
import io
import os
import pathlib

import cv2
import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from bench.training import cycles, export, lines, networks, pens
from bench.training.vocabulary import Vocabulary
from intake.engines.letters import CLASSES
from intake.engines.text_image import SMALL

SIZE, BATCH = 2000, 48


class WordReader(nn.Module):
    """Ink [n, 1, 36, width] to logits [n, width / 2, classes]: convolutions, then a recurrence both ways."""

    height = SMALL

    def __init__(self):
        super().__init__()
        step, block = networks.step, networks.Residual
        self.body = nn.Sequential(
            step(1, 24, 5, 2), step(24, 48, 3, 2), block(48), step(48, 96, 3, (2, 1)), block(96),
            nn.Conv2d(96, 160, (5, 1), bias=False), nn.BatchNorm2d(160), nn.ReLU(inplace=True), nn.Dropout(0.1),
        )  # fmt: skip
        self.context = networks.Recurrence(160, 112)
        self.head = nn.Linear(224, 2 * len(CLASSES))

    def forward(self, x):
        """Two frames for every four columns."""
        x = self.body(x).squeeze(2).transpose(1, 2)
        x = self.head(self.context(x))
        return x.reshape(x.shape[0], x.shape[1] * 2, len(CLASSES))


def maker(part: str, folder: pathlib.Path) -> lines.Maker:
    """A maker of lines from one part of glyphs and fonts; places as for the digits, `folder` holds the word lists."""
    shared = pathlib.Path(__file__).resolve().parents[3] / "shared"
    archive = pathlib.Path(os.environ.get("IPPIN_HANDPRINT", shared / "handprint")) / "nist-handprint-train.npz"
    blanks = pathlib.Path(os.environ.get("IPPIN_BLANKS", shared / "forms"))
    fonts = pathlib.Path(os.environ["IPPIN_FONTS"])
    system = pathlib.Path(os.environ.get("IPPIN_SYSTEM_FONTS", "/usr/share/fonts/truetype/dejavu"))
    signs = "".join(CLASSES[1:]).replace(" ", "")
    tools = lines.Pens(
        pens.hand_signs(archive, part),
        pens.fonts(fonts, system, typed=False, part=part, signs=signs),
        pens.fonts(fonts, system, typed=True, part=part, signs=signs),
    )
    return lines.Maker(tools, Vocabulary(folder, lifelike=part != "train"), pens.blanks(blanks))


def write_shards(out: pathlib.Path, folder: pathlib.Path, count: int, first: int, part: str = "train") -> None:
    """Files of SIZE samples each; the same number writes the same file."""
    out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    made = maker(part, folder)
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


def batch(rng, samples: list[tuple]) -> tuple[torch.Tensor, list, list, list]:
    """Pictures moved and toned at random, their frames, labels and places."""
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
    """CTC; while warm, cross entropy on the frames under the signs, which starts far faster."""
    numbers = [[CLASSES.index(sign) for sign in label] for label in labels]
    if not warm:
        flat = torch.tensor([number for label in numbers for number in label])
        chances = functional.log_softmax(logits.float(), 2).transpose(0, 1)
        sizes = torch.tensor(frames), torch.tensor([len(label) for label in numbers])
        return functional.ctc_loss(chances, flat, *sizes, reduction="none", zero_infinity=True).mean() / 6
    target = np.zeros(logits.shape[:2], np.int64)
    for row, label, columns, count in zip(target, numbers, places, frames, strict=True):
        for number, column in zip(label, columns, strict=True):
            middle = int(column * count)
            row[max(0, middle - 1) : middle + 2] = number
    weight = torch.ones(len(CLASSES))
    weight[0] = 0.3
    return functional.cross_entropy(logits.float().flatten(0, 1), torch.from_numpy(target).flatten(), weight)


def train(shards: pathlib.Path, checkpoint: pathlib.Path, minutes: float, peak: float = 2e-3) -> None:
    """One cycle; new shards are taken in as they appear. Resumes when the checkpoint is there."""
    torch.manual_seed(7)
    rng = np.random.default_rng(7)
    network = WordReader().to(memory_format=torch.channels_last)
    fresh = not checkpoint.exists()
    if not fresh:
        network.load_state_dict(torch.load(checkpoint))
    seen, samples, cycle = set(), [], cycles.Cycle(network, minutes, peak, rise=100, decay=0.01)
    while cycle.share < 1:
        fresh_files = [file for file in sorted(shards.glob("shard-????.npz")) if file not in seen]
        for file in fresh_files[:2]:
            seen.add(file)
            samples += load(file)
        pool = [samples[i] for i in rng.integers(len(samples), size=BATCH * 32)]
        pool.sort(key=lambda sample: sample[0].shape[1])
        for at in rng.permutation(32):
            ink, *truth = batch(rng, pool[at * BATCH : (at + 1) * BATCH])
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(ink.contiguous(memory_format=torch.channels_last))
            cycle.step(_loss(logits, *truth, warm=fresh and cycle.done < 600))
            cycle.tell("words", 100, BATCH)
        torch.save(network.state_dict(), checkpoint)


def write_model(checkpoint: pathlib.Path, folder: pathlib.Path) -> None:
    """words.onnx: input `ink` [n, 1, 36, width], output `logits` [n, width / 2, classes]; weights in half precision."""
    network = WordReader()
    network.load_state_dict(torch.load(checkpoint))
    network.eval()
    plain = io.BytesIO()
    torch.onnx.export(
        network, (torch.zeros(1, 1, SMALL, 256),), plain, input_names=["ink"], output_names=["logits"],
        opset_version=17, dynamo=False, dynamic_axes={"ink": {0: "n", 3: "width"}, "logits": {0: "n", 1: "frames"}},
    )  # fmt: skip
    onnx.save(export.halve(onnx.load_from_string(plain.getvalue())), folder / "words.onnx")


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("step", choices=("shards", "train", "export"))
    options.add_argument("place", type=pathlib.Path)
    options.add_argument("other", type=pathlib.Path)
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--minutes", type=float, default=60)
    chosen = options.parse_args()
    if chosen.step == "shards":
        write_shards(chosen.place, chosen.other, chosen.count, chosen.first)
    elif chosen.step == "train":
        train(chosen.place, chosen.other, chosen.minutes)
    else:
        write_model(chosen.place, chosen.other)


if __name__ == "__main__":
    main()
