"""Fit what turns the networks' opinions into probabilities, set the trust thresholds, measure, write the model card.

    python -m bench.training.calibrate --calibrate 20000 --test 10000

Calibration strings come from the calibration part of glyphs and fonts, test strings from the test part; neither was
trained on. The card records both.
"""

import argparse
import json
import pathlib
import time

import cv2
import numpy as np
from scipy import optimize, stats

from bench.training import sources
from intake.engines import Crop, digits

KINDS = ("tin", "pin", "zip", "phone", "amount", "date")
TARGET = 0.001


def draw(part: str, count: int, seed: int, kinds: list[str], real: bool):
    """`count` samples, styles and levels as in training but harsh ones held to a quarter."""
    maker, rng = sources.maker(part), np.random.default_rng(seed)
    cv2.setRNGSeed(seed)
    for _ in range(count):
        level = float(rng.choice([0, 1, 2], p=[0.2, 0.55, 0.25]))
        yield maker.make(rng, kind=str(rng.choice(kinds)), level=level, real=real)


def truth(sample) -> str:
    """What the reader should give back; empty where it should refuse."""
    kind = sample.kind
    silent = ",.-()$/" if kind in ("tin", "pin", "zip", "phone") else ",$" if kind == "amount" else ""
    plain = "".join(sign for sign in sample.label if sign not in silent)
    return "" if "?" in plain else plain


def observe(reader: digits.DigitReader, samples) -> list[dict]:
    """Per sample the features of the best string, whether it is right, and how long it took."""
    rows = []
    for sample in samples:
        kind = sample.kind
        start = time.perf_counter()
        opinions = reader.opinions(Crop(sample.image, sample.margin, kind))
        shares = reader.shares(opinions, kind)
        pooled = digits.pool(shares, digits.legal(shares, kind))
        row = {"kind": kind, "odd": sample.odd, "style": sample.style, "level": sample.level}
        row["seconds"] = time.perf_counter() - start
        best = max(pooled, key=pooled.get) if pooled else ""
        row["features"] = digits.features(pooled[best], shares[best]) if best else None
        row["right"] = bool(best) and best == truth(sample)
        rows.append(row)
    return rows


def fit(rows: list[dict]) -> np.ndarray:
    """Logistic weights for the features, non-negative for the odds, lightly held towards the pooled odds alone."""
    seen = [row for row in rows if row["features"] is not None]
    x, y = np.array([row["features"] for row in seen]), np.array([row["right"] for row in seen], float)
    prior = np.array([1.0, 0.0, 0.0, 0.0])

    def cost(weights):
        z = x @ weights
        return np.mean(np.logaddexp(0, z) - y * z) + 1e-4 * np.sum((weights - prior) ** 2)

    bounds = [(0, None), (0, None), (0, None), (None, None)]
    return optimize.minimize(cost, prior, bounds=bounds, method="L-BFGS-B").x


def chance(row: dict, weights: np.ndarray) -> float:
    """The calibrated probability of the best string; 0 where there is none."""
    return 0.0 if row["features"] is None else float(1 / (1 + np.exp(-(row["features"] @ weights))))


def bound(wrong: int, count: int) -> float:
    """Upper 95 % bound of a share (Clopper-Pearson, one-sided)."""
    return float(stats.beta.ppf(0.95, wrong + 1, count - wrong)) if count > wrong else 1.0


def threshold(rows: list[dict], weights: np.ndarray) -> float:
    """The lowest probability from which on the share of wrong ones stays below the target."""
    pairs = sorted(((chance(row, weights), row["right"]) for row in rows), reverse=True)
    wrong, best = 0, 0.9999
    for count, (sure, right) in enumerate(pairs, 1):
        wrong += not right
        if wrong / count <= TARGET / 2 or (wrong + 1) / (count + 1) <= TARGET:
            best = sure
    return float(np.clip(best, 0.9, 0.9999))


def figures(rows: list[dict], weights: np.ndarray, trust: dict[str, float]) -> dict:
    """Per kind, writing and level: n, exact, trusted, wrong among trusted with its bound, milliseconds."""
    table, odd, rows = {}, [row for row in rows if row["odd"]], [row for row in rows if not row["odd"]]
    groups = sorted({(row["kind"], row["style"], row["level"]) for row in rows})
    groups += sorted({(row["kind"], row["style"], "office+clean") for row in rows}) + [("all", "all", "all")]
    for kind, style, level in groups:
        mine = [
            row for row in rows if kind in ("all", row["kind"]) and style in ("all", row["style"])
            and (level in ("all", row["level"]) or (level == "office+clean" and row["level"] < 2))
        ]  # fmt: skip
        sure = [row for row in mine if chance(row, weights) >= trust.get(row["kind"], 2)]
        wrong = sum(not row["right"] for row in sure)
        table[f"{kind} {style} {level}"] = {
            "n": len(mine), "exact": round(float(np.mean([row["right"] for row in mine])), 4),
            "trusted": round(len(sure) / len(mine), 4), "wrong": wrong, "bound": round(bound(wrong, len(sure)), 5),
            "ms": round(1000 * float(np.median([row["seconds"] for row in mine])), 1),
        }  # fmt: skip
    if odd:
        sure = [row for row in odd if chance(row, weights) >= trust.get(row["kind"], 2)]
        table["odd"] = {"n": len(odd), "trusted": len(sure), "wrong": sum(not row["right"] for row in sure)}
    return table


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("--calibrate", type=int, default=20000)
    options.add_argument("--test", type=int, default=10000)
    options.add_argument("--note", type=pathlib.Path, default=pathlib.Path(__file__).with_name("card.json"))
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    file = digits.MODELS / "digits.json"
    card = json.loads(chosen.note.read_text(encoding="utf-8"))
    reader = digits.DigitReader()
    mix = ["tin"] * 8 + ["pin"] * 8 + ["zip"] * 3 + ["phone"] * 3 + ["amount"] * 2 + ["date", "odd"]
    rows = observe(reader, draw("calibrate", chosen.calibrate, 31, mix, False))
    weights = fit(rows)
    trust = {kind: round(threshold([row for row in rows if row["kind"] == kind], weights), 5) for kind in KINDS}
    tests = observe(reader, draw("test", chosen.test, 32, ["tin"] * 4 + ["pin"] * 3 + ["zip", "phone", "odd"], True))
    card |= {"heat": reader.heat, "weights": [round(float(weight), 5) for weight in weights], "trust": trust}
    card["figures"] = figures(tests, weights, trust)
    file.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, row in (card["figures"] | {"trust": trust, "weights": card["weights"]}).items():
        print(name, row)


if __name__ == "__main__":
    main()
