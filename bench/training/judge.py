"""Fit what turns the text networks' opinions into probabilities, set the trust thresholds, measure, write the card.

    python -m bench.training.judge WORDS intake/engines/models --calibrate 4000 --test 3000

Lines come from the calibration part of glyphs and fonts, for the figures from the test part; neither was trained on.
"""

import argparse
import json
import pathlib

import numpy as np
from scipy import optimize

from bench.training import sources
from intake.engines import Crop, opinions, text

TARGET = 0.01  # wrong among trusted
KINDS = ("name", "street", "apartment", "city", "state")


def gather(made, count: int, seed: int, reader: text.TextReader) -> list[tuple]:
    """Per line: kind, truth in capitals, and the weighed candidates after one look and after two."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        line = made.make(rng)
        truth = " ".join(line.label.upper().split())
        looks = [seen for seen, _ in reader.looks(Crop(line.image, line.margin, line.kind))]
        if len(looks) == 2 and truth:
            found.append((line.kind, truth, looks))
    return found


def same(said: str, truth: str, kind: str) -> bool:
    """Whether a reading is right; a period after an initial is no part of a name."""
    if kind == "name":
        said, truth = said.replace(".", ""), truth.replace(".", "")
    return said == truth


def _features(look: dict[str, np.ndarray]) -> tuple[str, np.ndarray]:
    pooled = opinions.pool(look)
    best = max(pooled, key=pooled.get)
    return best, opinions.features(pooled[best], look[best])


def fit(found: list[tuple], look: int) -> np.ndarray:
    """Logistic weights of the features, on all lines that have candidates at that look."""
    rows, right = [], []
    for kind, truth, looks in found:
        if looks[look]:
            best, seen = _features(looks[look])
            rows.append(seen)
            right.append(same(best, truth, kind))
    rows, right = np.array(rows), np.array(right, float)

    def loss(weights):
        odds = rows @ weights
        return np.mean(np.logaddexp(0, odds) - right * odds) + 1e-4 * (weights @ weights)

    return optimize.minimize(loss, np.zeros(rows.shape[1])).x


def verdicts(found: list[tuple], weights: list[np.ndarray]) -> list[tuple[str, float, bool, int]]:
    """Per line: kind, probability of the best, whether it is right, how many looks it took."""
    out = []
    for kind, truth, looks in found:
        for taken, (look, each) in enumerate(zip(looks, weights, strict=True), start=1):  # noqa: B007
            chances = opinions.calibrated(look, each)
            if max(chances.values(), default=0) >= text.AGAIN:
                break
        best = max(chances, key=chances.get, default="")
        out.append((kind, chances.get(best, 0.0), same(best, truth, kind), taken))
    return out


def threshold(judged: list[tuple]) -> float:
    """The least probability from which on at most TARGET of the readings are wrong."""
    ordered = sorted(judged, key=lambda one: -one[1])
    wrong = np.cumsum([not one[2] for one in ordered])
    fine = np.flatnonzero(wrong <= TARGET * np.arange(1, len(ordered) + 1))
    return float(min(0.999, max(0.9, ordered[fine[-1]][1]))) if len(fine) else 0.999


def table(judged: list[tuple], trust: dict[str, float]) -> dict[str, dict]:
    """Figures by kind: n, exact, trusted, wrong among trusted."""
    figures = {}
    for kind in KINDS:
        mine = [one for one in judged if one[0] == kind]
        sure = [one for one in mine if one[1] >= trust[kind]]
        figures[kind] = {
            "n": len(mine),
            "exact": round(np.mean([one[2] for one in mine]), 4),
            "trusted": round(len(sure) / len(mine), 4),
            "wrong": sum(not one[2] for one in sure),
            "looks": round(float(np.mean([one[3] for one in mine])), 3),
        }
    return figures


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("words", type=pathlib.Path)
    options.add_argument("models", type=pathlib.Path)
    options.add_argument("--calibrate", type=int, default=4000)
    options.add_argument("--test", type=int, default=3000)
    chosen = options.parse_args()
    card = chosen.models / "text.json"
    reader = text.TextReader(chosen.models)
    found = gather(sources.line_maker("calibrate", chosen.words), chosen.calibrate, 11, reader)
    weights = [fit(found, look) for look in (0, 1)]
    judged = verdicts(found, weights)
    trust = {kind: threshold([one for one in judged if one[0] == kind]) for kind in KINDS}
    test = gather(sources.line_maker("test", chosen.words), chosen.test, 12, reader)
    figures = {"calibration": table(judged, trust), "test": table(verdicts(test, weights), trust)}
    kept = json.loads(card.read_text(encoding="utf-8")) if card.exists() else {}
    kept |= {"weights": [list(each) for each in weights], "trust": trust, "target": TARGET, "figures": figures}
    card.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
