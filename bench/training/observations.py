"""Makes crops with known content and records the networks' opinions on them.

The benchmark's code writes and cuts two thirds of the strings on strips of real blanks; the generator of the training
material makes one third. Both use the requested part of hand-print and fonts.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

import cv2
import numpy as np

from bench.accuracy import strips
from bench.parts import PARTS
from bench.training import sources
from bench.training.fitting import Reading
from intake.engines import Crop, decode
from intake.engines.digits import reader as digits
from intake.engines.opinions import Held
from intake.fields import ink, reading

MIX = ["tin"] * 8 + ["pin"] * 8 + ["zip"] * 8 + ["phone"] * 9 + ["date"] * 8 + ["amount"] * 6 + ["odd"]
LEVELS = {"clean": 0.0, "office": 1.0, "harsh": 2.0}
PIECE = 500  # strings that a process reads before it reports
STYLES = {"hand": 0.4, "stranger": 0.3, "font": 0.1, "typed": 0.2}


def made(part: str, count: int, seed: int) -> Iterator[tuple[Crop, dict]]:
    """Yield `count` crops of the generator with their truth, on the real blanks, at most a quarter of them harsh."""
    maker, rng = _maker(part), np.random.default_rng(seed)
    cv2.setRNGSeed(seed)
    for _ in range(count):
        level = float(rng.choice([0, 1, 2], p=[0.25, 0.55, 0.2]))
        sample = maker.make(rng, level=level, real=True, kind=str(rng.choice(MIX)), slips=0.002)
        known = {name: getattr(sample, name) for name in ("kind", "style", "level", "odd")} | {"truth": truth(sample)}
        yield Crop(sample.image, sample.margin, sample.kind, writing=partial(_alone, sample)), known


def written(part: str, count: int, seed: int, styles: Mapping[str, float] = STYLES) -> Iterator[tuple[Crop, dict]]:
    """Yield `count` TINs and PINs on strips of real blanks, registered with the usual error and cut as by the desk."""
    rng = np.random.default_rng(seed)
    for number in range(count // 4):
        style = str(rng.choice(list(styles), p=list(styles.values())))
        level = str(rng.choice(["clean", "office", "harsh"], p=[0.15, 0.65, 0.2]))
        for kind, sheet, values in strips.sheets([seed, number], style, level, PARTS[part]):
            tone = ink.tone(sheet.image)
            for field in sheet.definition.fields:
                seen = reading.look(sheet, field, tone)[""]
                if seen.ink.presence() == "written":
                    known = {"kind": kind, "style": style, "level": LEVELS[level], "odd": False}
                    yield reading.number(field, seen), known | {"truth": values[field.name]}


def typed(part: str, count: int, seed: int) -> Iterator[tuple[Crop, dict]]:
    """Like `written`, but all typed."""
    return written(part, count, seed, {"typed": 1.0})


@cache
def _maker(part: str):
    return sources.maker(part)


def gather(part: str, count: int, first: int, jobs: int, ways=(made, written, written)) -> list[dict]:
    """Return the rows of `observe` for `count` crops, made in those ways in turn, in pieces with their own seeds from
    `first` on, by `jobs` processes."""
    pieces = [(part, ways[number % len(ways)], first + number) for number in range(count // PIECE)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(_piece, pieces) for row in rows]


def _piece(piece: tuple) -> list[dict]:
    part, way, seed = piece
    cv2.setNumThreads(1)
    return observe(digits.reader(), way(part, PIECE, seed))


def truth(sample) -> str:
    """Return the right reading; "" if the reader should refuse."""
    kind = sample.kind
    silent = decode.SILENT.get(kind, decode.SPECKS)
    plain = "".join(sign for sign in sample.label if sign not in silent)
    said = "" if "?" in plain else digits.plain(plain, kind)
    return said if digits.legal([said], kind) else ""


def observe(reader: digits.DigitReader, crops: Iterable[tuple[Crop, dict]]) -> list[dict]:
    """Return for each crop its truth, the script it was taken for, the result of each look (strings with opinions), and
    the seconds up to its end."""
    rows = []
    for crop, known in crops:
        start = time.process_time()
        script, looks = reader.looks(crop)
        row = known | {"script": script, "looks": [], "seconds": []}
        for shares in looks:
            row["looks"].append({text: shares[text] for text in digits.legal(shares, crop.kind)})
            row["seconds"].append(time.process_time() - start)
        rows.append(row)
    return rows


def _alone(sample) -> np.ndarray:
    seen = ink.separate(sample.image, sample.paper, ink.tone(sample.image), sample.margin)
    return ink.alone(seen, sample.paper)


def right(text: str, row: dict) -> bool:
    """Return whether a string is right."""
    return text == row["truth"]


def held(row: dict, look: int) -> Held:
    """Return the voices' opinions on a crop's strings after a look."""
    return digits.held(row["looks"][look], row["kind"])


NUMBERS = Reading(held, right, digits.sort, digits.AGAIN)
