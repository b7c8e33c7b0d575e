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
        yield maker.make(rng, kind=str(rng.choice(kinds)), level=level, real=real, slips=0.002)


def truth(sample) -> str:
    """What the reader should give back; empty where it should refuse."""
    kind = sample.kind
    silent = ",.-()$/" if kind in ("tin", "pin", "zip", "phone") else ",$" if kind == "amount" else ""
    plain = "".join(sign for sign in sample.label if sign not in silent)
    return "" if "?" in plain else digits.plain(plain, kind)


def observe(reader: digits.DigitReader, samples) -> list[dict]:
    """Per sample what a first and a second look show: the features of the best string and whether it is right."""
    rows = []
    for sample in samples:
        crop, looks, opinions, seconds = Crop(sample.image, sample.margin, sample.kind), [], [], []
        for grow in (1.0, digits.GROWN):
            start = time.process_time()
            opinions += reader.opinions(crop, grow)
            shares = reader.shares(opinions, sample.kind)
            pooled = digits.pool(shares, digits.legal(shares, sample.kind))
            best = max(pooled, key=pooled.get) if pooled else ""
            seen = digits.features(pooled, shares)
            looks.append((seen, bool(best) and digits.plain(best, sample.kind) == truth(sample)))
            seconds.append(time.process_time() - start)
        rows.append(
            {
                "kind": sample.kind,
                "style": sample.style,
                "level": sample.level,
                "odd": sample.odd,
                "looks": looks,
                "seconds": seconds,
            }
        )
    return rows


def fit(rows: list[dict]) -> list[np.ndarray]:
    """Weights for the first look, fitted on all, and for the second, on those still in doubt after the first."""
    first = _logistic([row["looks"][0] for row in rows])
    doubt = [row["looks"][1] for row in rows if digits.confidence(row["looks"][0][0], first) < digits.AGAIN]
    return [first, _logistic(doubt)]


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
    """Give each row the probability, the verdict and the seconds that the reader would end with."""
    for row in rows:
        (first, right), (second, late) = row["looks"]
        row["chance"], row["right"], row["spent"] = digits.confidence(first, weights[0]), right, row["seconds"][0]
        if row["chance"] < digits.AGAIN:
            row["chance"], row["right"], row["spent"] = digits.confidence(second, weights[1]), late, sum(row["seconds"])
    return rows


def bound(wrong: int, count: int) -> float:
    """Upper 95 % bound of a share (Clopper-Pearson, one-sided)."""
    return float(stats.beta.ppf(0.95, wrong + 1, count - wrong)) if count > wrong else 1.0


def threshold(rows: list[dict]) -> float:
    """The lowest probability from which on the share of wrong ones stays below the target."""
    pairs = sorted(((row["chance"], row["right"]) for row in rows), reverse=True)
    wrong, best = 0, 0.9999
    for count, (sure, right) in enumerate(pairs, 1):
        wrong += not right
        if wrong / count <= TARGET / 2 or (wrong + 1) / (count + 1) <= TARGET:
            best = sure
    return float(np.clip(best, 0.9, 0.9999))


def thresholds(rows: list[dict]) -> dict[str, float]:
    """Per kind, what holds for it alone and for all kinds together; amounts and dates take the common one."""
    rows = [row for row in rows if row["kind"] in digits.FIXED and not row["odd"]]
    common = threshold(rows)
    own = {kind: threshold([row for row in rows if row["kind"] == kind]) for kind in digits.FIXED}
    return {kind: round(max(common, own.get(kind, 0)), 5) for kind in KINDS}


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
    options.add_argument("--note", type=pathlib.Path, default=pathlib.Path(__file__).with_name("card.json"))
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    file = digits.MODELS / "digits.json"
    card = json.loads(chosen.note.read_text(encoding="utf-8"))
    reader = digits.DigitReader()
    mix = ["tin"] * 16 + ["pin"] * 16 + ["zip"] * 6 + ["phone"] * 6 + ["amount"] * 3 + ["date"] * 2 + ["odd"]
    rows = observe(reader, draw("calibrate", chosen.calibrate, 31, mix, False))
    weights = fit(rows)
    settle(rows, weights)
    trust = thresholds(rows)
    mix = ["tin"] * 12 + ["pin"] * 12 + ["zip"] * 3 + ["phone"] * 3 + ["odd"]
    tests = settle(observe(reader, draw("test", chosen.test, 32, mix, True)), weights)
    card |= {"heat": reader.heat, "weights": [[round(float(w), 5) for w in look] for look in weights], "trust": trust}
    card["figures"] = figures(tests, trust)
    file.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, row in (card["figures"] | {"trust": trust, "weights": card["weights"]}).items():
        print(name, row)


if __name__ == "__main__":
    main()
