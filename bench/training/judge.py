"""Fits the probabilities to the text networks' votes, sets the trust thresholds, measures, and writes the card.

    python -m bench.training.judge WORDS --calibrate 12000 --test 6000 --jobs 2

Lines come from the calibration part of glyphs and fonts, for the figures from the test part; training used neither.
"""

import argparse
import json
import pathlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import numpy as np

from bench.training import fitting, sources, thresholds
from intake.engines import Crop, sessions
from intake.engines.opinions import Held
from intake.engines.words import reader

PIECE = 500  # lines that a process reads before it reports


def gather(part: str, count: int, seed: int, jobs: int, words: pathlib.Path) -> list[dict]:
    """Return rows (see `fitting`) of about `count` lines, in pieces with their own seeds, made by `jobs` processes."""
    pieces = [(part, seed * 1000 + number, words) for number in range(count // PIECE)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(_piece, pieces) for row in rows]


def _piece(piece: tuple[str, int, pathlib.Path]) -> list[dict]:
    part, seed, words = piece
    cv2.setNumThreads(1)
    cv2.setRNGSeed(seed)
    made, rng, rows = sources.line_maker(part, words), np.random.default_rng(seed), []
    for _ in range(PIECE):
        line = made.make(rng)
        script, looks = reader.reader().looks(Crop(line.image, line.margin, line.kind))
        found, truth = [held for held, _ in looks if held.texts], " ".join(line.label.upper().split())
        if len(found) == READING.looks and truth:
            rows.append({"kind": line.kind, "truth": truth, "script": script, "looks": found, "odd": False})
    return rows


def held(row: dict, look: int) -> Held:
    """Return the networks' opinions on a line after a look."""
    return row["looks"][look]


def right(said: str, row: dict) -> bool:
    """Return whether a reading is right; a period after an initial does not count."""
    truth = row["truth"]
    if row["kind"] == "name":
        said, truth = said.replace(".", ""), truth.replace(".", "")
    return said == truth


READING = fitting.Reading(held, right, reader.sort, reader.AGAIN)


def table(rows: list[dict], trust: dict[str, dict[str, float]]) -> dict[str, dict]:
    """Return figures by script and kind: n, exact, trusted, wrong among trusted with its bound, looks."""
    figures = {}
    for script, kind in sorted({(row["script"], row["kind"]) for row in rows}):
        mine = [row for row in rows if (row["script"], row["kind"]) == (script, kind)]
        sure = [row for row in mine if thresholds.trusted(row, trust)]
        wrong = sum(not row["right"] for row in sure)
        figures[f"{kind} {script}"] = {
            "n": len(mine),
            "exact": round(float(np.mean([row["right"] for row in mine])), 4),
            "trusted": round(len(sure) / len(mine), 4),
            "wrong": wrong,
            "bound": round(thresholds.bound(wrong, len(sure)), 5),
            "looks": round(float(np.mean([row["asked"] for row in mine])), 3),
        }
    return figures


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("words", type=pathlib.Path)
    options.add_argument("--calibrate", type=int, default=12000)
    options.add_argument("--test", type=int, default=6000)
    options.add_argument("--jobs", type=int, default=1, help="processes at a time")
    chosen = options.parse_args()
    rows = gather("calibrate", chosen.calibrate, 51, chosen.jobs, chosen.words)
    judges = fitting.fit(rows, READING)
    trust = thresholds.find(fitting.settle(rows, READING, judges), thresholds.WORDS)
    tests = fitting.settle(gather("test", chosen.test, 52, chosen.jobs, chosen.words), READING, judges)
    card = sessions.FOLDER / "text.json"
    kept = json.loads(card.read_text(encoding="utf-8"))
    figures = {"calibration": table(rows, trust), "test": table(tests, trust)}
    kept |= {"judges": fitting.plain(judges), "trust": trust, "figures": figures}
    card.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
