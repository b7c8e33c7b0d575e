"""Fit what turns the networks' opinions into probabilities, set the trust thresholds, measure, write the model card.

    python -m bench.training.calibrate --calibrate 20000 --test 10000

Calibration strings come from the calibration part of glyphs and fonts, test strings from the test part; neither was
trained on. The card records both.
"""

import argparse
import json
import pathlib
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

import cv2
import numpy as np
from scipy import optimize, stats

from bench.training import sources
from intake import ink
from intake.engines import Crop, digits, digits_odds

MIX = ["tin"] * 16 + ["pin"] * 16 + ["zip"] * 5 + ["phone"] * 6 + ["date"] * 4 + ["amount"] * 2 + ["odd"]
KINDS = ("tin", "pin", "zip", "phone", "amount", "date")
TARGET, HIGHEST, LOOKS = 0.001, 0.9999, 3
PIECE = 500  # strings that a process looks at before it tells
SPOILED = 0.1  # weight of a spoiled string: 1 in 50 is drawn, 1 in 500 is what is expected on paper


def draw(part: str, count: int, seed: int, kinds: list[str], real: float):
    """`count` samples, styles and levels as in training but harsh ones held to a quarter; `real` on the real blanks."""
    maker, rng = _maker(part), np.random.default_rng(seed)
    cv2.setRNGSeed(seed)
    for _ in range(count):
        level = float(rng.choice([0, 1, 2], p=[0.2, 0.55, 0.25]))
        yield maker.make(rng, level=level, real=bool(rng.random() < real), kind=str(rng.choice(kinds)), slips=0.002)


@cache
def _maker(part: str):
    return sources.maker(part)


def gather(part: str, count: int, seed: int, real: float, jobs: int) -> list[dict]:
    """What `observe` says of `count` samples, in pieces with seeds of their own, by `jobs` processes."""
    pieces = [(part, min(PIECE, count - first), seed * 1000 + first // PIECE, real) for first in range(0, count, PIECE)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(_piece, pieces) for row in rows]


def _piece(piece: tuple) -> list[dict]:
    part, count, seed, real = piece
    cv2.setNumThreads(1)
    return observe(digits.reader(), draw(part, count, seed, MIX, real))


def truth(sample) -> str:
    """What the reader should give back; empty where it should refuse."""
    kind = sample.kind
    silent = ",.-()$/" if kind in ("tin", "pin", "zip", "phone") else ",$" if kind == "amount" else ""
    plain = "".join(sign for sign in sample.label if sign not in silent)
    return "" if "?" in plain else digits.plain(plain, kind)


def observe(reader: digits.DigitReader, samples) -> list[dict]:
    """Per sample what each look shows: the features of the best string, whether it is right, and the seconds."""
    rows = []
    for sample in samples:
        crop = Crop(sample.image, sample.margin, sample.kind, writing=partial(_alone, sample))
        row = {name: getattr(sample, name) for name in ("kind", "style", "level", "odd")} | {"looks": [], "seconds": []}
        start = time.process_time()
        for shares in reader.looks(crop):
            row["looks"].append(weigh(shares, sample.kind, truth(sample)))
            row["seconds"].append(time.process_time() - start)
        rows.append(row)
    return rows


def _alone(sample) -> np.ndarray:
    seen = ink.separate(sample.image, sample.paper, ink.tone(sample.image), sample.margin)
    return ink.alone(seen, sample.paper)


def weigh(shares: dict[str, np.ndarray], kind: str, true: str) -> tuple[np.ndarray, bool] | None:
    """The features of the best string and whether it is right; None where there is no string."""
    pooled = digits_odds.pool(shares, digits.legal(shares, kind))
    if not pooled:
        return None
    best = max(pooled, key=pooled.get)
    return digits_odds.features(pooled, shares), digits.plain(best, kind) == true


def fit(rows: list[dict]) -> list[np.ndarray]:
    """Weights for each look, fitted on what is still in doubt after the looks before and pooled odds favour."""
    weights = []
    for look in range(LOOKS):
        rows = [row for row in rows if len(row["looks"]) > look and row["looks"][look]]
        weights.append(_logistic([row["looks"][look] for row in rows if row["looks"][look][0][0] >= 0]))
        rows = [row for row in rows if digits_odds.confidence(row["looks"][look][0], weights[look]) < digits.AGAIN]
    return weights


def _logistic(seen: list[tuple]) -> np.ndarray:
    """Logistic weights, non-negative for the odds, lightly held towards the pooled odds alone."""
    x, y = np.array([features for features, _ in seen]), np.array([right for _, right in seen], float)
    prior = np.zeros(x.shape[1])
    prior[0] = 1.0

    def cost(weights):
        z = x @ weights
        return np.mean(np.logaddexp(0, z) - y * z) + 1e-4 * np.sum((weights - prior) ** 2)

    bounds = [(0, None)] * (x.shape[1] - 1) + [(None, None)]
    return optimize.minimize(cost, prior, bounds=bounds, method="L-BFGS-B").x


def settle(rows: list[dict], weights: list[np.ndarray]) -> list[dict]:
    """Give each row the probability, the verdict, the looks and the seconds that the reader would end with."""
    for row in rows:
        for number, (look, each) in enumerate(zip(row["looks"], weights, strict=False)):
            chance, right = (digits_odds.confidence(look[0], each), look[1]) if look else (0.0, False)
            row |= {"chance": chance, "right": right, "asked": number + 1, "spent": row["seconds"][number]}
            if chance >= digits.AGAIN:
                break
    return rows


def bound(wrong: int, count: int) -> float:
    """Upper 95 % bound of a share (Clopper-Pearson, one-sided)."""
    return float(stats.beta.ppf(0.95, wrong + 1, count - wrong)) if count > wrong else 1.0


def threshold(rows: list[dict], enough) -> float:
    """The lowest probability from which on `enough(wrong, count)` still holds; spoiled strings weigh SPOILED."""
    ordered = sorted(((row["chance"], row["right"], SPOILED if row["odd"] else 1) for row in rows), reverse=True)
    wrong, count, best = 0.0, 0.0, HIGHEST
    for sure, right, weight in ordered:
        wrong, count = wrong + weight * (not right), count + weight
        if enough(wrong, count):
            best = sure
    return float(np.clip(best, 0.9, HIGHEST))


def thresholds(rows: list[dict]) -> dict[str, float]:
    """Per kind, spoiled strings counted: what holds for all kinds together with 1.5 more wrong than seen.

    A kind's own is higher where it has more wrong ones than chance (1 in 20) would give at the target.
    """
    common = threshold(rows, lambda wrong, count: wrong + 1.5 <= TARGET * count)

    def usual(wrong: float, count: float) -> bool:
        return stats.poisson.sf(round(wrong) - 1, TARGET * count) > 0.05

    own = {kind: threshold([row for row in rows if row["kind"] == kind], usual) for kind in KINDS}
    return {kind: round(max(common, own[kind]), 5) for kind in KINDS}


def figures(rows: list[dict], trust: dict[str, float]) -> dict:
    """Per kind, writing and level: n, exact, trusted, wrong among trusted with its bound, milliseconds."""
    table, odd, rows = {}, [row for row in rows if row["odd"]], [row for row in rows if not row["odd"]]
    groups = sorted({(row["kind"], row["style"], row["level"]) for row in rows})
    groups += sorted({(row["kind"], row["style"], "office+clean") for row in rows}) + [("all", "all", "all")]
    for kind, style, level in groups:
        mine = [
            row for row in rows if kind in ("all", row["kind"]) and style in ("all", row["style"])
            and (level in ("all", row["level"]) or (level == "office+clean" and row["level"] < 2))
        ]  # fmt: skip
        sure = [row for row in mine if row["chance"] >= trust.get(row["kind"], 2)]
        wrong = sum(not row["right"] for row in sure)
        table[f"{kind} {style} {level}"] = {
            "n": len(mine), "exact": round(float(np.mean([row["right"] for row in mine])), 4),
            "trusted": round(len(sure) / len(mine), 4), "wrong": wrong, "bound": round(bound(wrong, len(sure)), 5),
            "ms": round(1000 * float(np.median([row["spent"] for row in mine])), 1),
            "looks": round(float(np.mean([row["asked"] for row in mine])), 2),
        }  # fmt: skip
    if odd:
        sure = [row for row in odd if row["chance"] >= trust.get(row["kind"], 2)]
        table["odd"] = {"n": len(odd), "trusted": len(sure), "wrong": sum(not row["right"] for row in sure)}
    return table


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("--calibrate", type=int, default=20000)
    options.add_argument("--test", type=int, default=10000)
    options.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options.add_argument("--note", type=pathlib.Path, default=pathlib.Path(__file__).with_name("card.json"))
    chosen = options.parse_args()
    file = digits.MODELS / "digits.json"
    card = json.loads(chosen.note.read_text(encoding="utf-8"))
    reader = digits.DigitReader()
    rows = gather("calibrate", chosen.calibrate, 41, 0.5, chosen.jobs)
    weights = fit(rows)
    settle(rows, weights)
    trust = thresholds(rows)
    tests = settle(gather("test", chosen.test, 42, 1.0, chosen.jobs), weights)
    card |= {"heat": reader.heat, "weights": [[round(float(w), 5) for w in look] for look in weights], "trust": trust}
    card["figures"] = figures(tests, trust)
    file.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, row in (card["figures"] | {"trust": trust, "weights": card["weights"]}).items():
        print(name, row)


if __name__ == "__main__":
    main()
