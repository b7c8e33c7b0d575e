"""Fit what turns the networks' opinions into probabilities, set the trust thresholds, measure, write the model card.

    python -m bench.training.calibrate --calibrate 30000 --test 15000

Half of the strings are written and cut by the benchmark's own code on strips of real blanks, half by the generator that
the networks were trained with. To calibrate, both use the calibration part of hand-print and fonts, for the figures the
test part; neither was trained on.
"""

import argparse
import json
import pathlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

import cv2
import numpy as np
from scipy import optimize, stats

from bench.accuracy import sources as paper
from bench.accuracy import strips
from bench.training import sources
from intake import fields, ink
from intake.engines import Crop, digits, digits_odds

MIX = ["tin"] * 8 + ["pin"] * 8 + ["zip"] * 8 + ["phone"] * 9 + ["date"] * 8 + ["amount"] * 6 + ["odd"]
LEVELS = {"clean": 0.0, "office": 1.0, "harsh": 2.0}
TARGETS = {("tin", "pin"): 0.001, ("zip", "phone", "amount", "date"): 0.003}  # wrong among trusted, at most
HIGHEST, LOOKS = 0.99999, 2
PIECE = 500  # strings that a process looks at before it tells
SPOILED = 0.1  # weight of a spoiled string: 1 in 50 is drawn, 1 in 500 is what is expected on paper


def made(part: str, count: int, seed: int) -> Iterator[tuple[Crop, dict]]:
    """`count` crops of the generator with what is known of them; harsh ones held to a quarter, on the real blanks."""
    maker, rng = _maker(part), np.random.default_rng(seed)
    cv2.setRNGSeed(seed)
    for _ in range(count):
        level = float(rng.choice([0, 1, 2], p=[0.25, 0.55, 0.2]))
        sample = maker.make(rng, level=level, real=True, kind=str(rng.choice(MIX)), slips=0.002)
        known = {name: getattr(sample, name) for name in ("kind", "style", "level", "odd")} | {"truth": truth(sample)}
        yield Crop(sample.image, sample.margin, sample.kind, writing=partial(_alone, sample)), known


def written(part: str, count: int, seed: int) -> Iterator[tuple[Crop, dict]]:
    """`count` TINs and PINs on strips of real blanks, registered with the usual error and cut as the desk cuts them."""
    rng = np.random.default_rng(seed)
    for number in range(count // 4):
        style = str(rng.choice(["hand", "font", "typed"], p=[0.7, 0.1, 0.2]))
        level = str(rng.choice(["clean", "office", "harsh"], p=[0.15, 0.65, 0.2]))
        for kind, sheet, values in strips.sheets([seed, number], style, level, getattr(paper, part.upper())):
            tone = ink.tone(sheet.image)
            for field in sheet.definition.fields:
                seen = fields.look(sheet, field, tone)[""]
                if seen.ink.presence() == "written":
                    known = {"kind": kind, "style": style, "level": LEVELS[level], "odd": False}
                    yield fields.number(field, seen), known | {"truth": values[field.name]}


@cache
def _maker(part: str):
    return sources.maker(part)


def gather(part: str, count: int, seed: int, jobs: int) -> list[dict]:
    """What `observe` says of `count` crops, in pieces with seeds of their own, by `jobs` processes."""
    pieces = [(part, way, seed * 1000 + number) for number in range(count // PIECE // 2) for way in (made, written)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(_piece, pieces) for row in rows]


def _piece(piece: tuple) -> list[dict]:
    part, way, seed = piece
    cv2.setNumThreads(1)
    return observe(digits.reader(), way(part, PIECE, seed))


def truth(sample) -> str:
    """What the reader should give back; empty where it should refuse."""
    kind = sample.kind
    silent = ",.-()$/" if kind in ("tin", "pin", "zip", "phone") else ",$" if kind == "amount" else ""
    plain = "".join(sign for sign in sample.label if sign not in silent)
    return "" if "?" in plain else digits.plain(plain, kind)


def observe(reader: digits.DigitReader, crops: Iterable[tuple[Crop, dict]]) -> list[dict]:
    """Per crop what is known of it, what each look shows (strings with their opinions), and the seconds."""
    rows = []
    for crop, known in crops:
        row = known | {"looks": [], "seconds": []}
        start = time.process_time()
        for shares in reader.looks(crop):
            row["looks"].append({text: shares[text] for text in digits.legal(shares, crop.kind)})
            row["seconds"].append(time.process_time() - start)
        rows.append(row)
    return rows


def _alone(sample) -> np.ndarray:
    seen = ink.separate(sample.image, sample.paper, ink.tone(sample.image), sample.margin)
    return ink.alone(seen, sample.paper)


def right(text: str, row: dict) -> bool:
    """Whether a string is what stands there."""
    return digits.plain(text, row["kind"]) == row["truth"]


def fit(rows: list[dict]) -> dict[str, list[dict]]:
    """For numbers of fixed length and for others, and for each look: what every voice has to say, and the weights of
    the confidence. A look is fitted on what the looks before left in doubt."""
    judges = {}
    for sort in {digits.sort(row["kind"]) for row in rows}:
        mine, judges[sort] = [row for row in rows if digits.sort(row["kind"]) == sort], []
        for look in range(LOOKS):
            seen = [row for row in mine if row["looks"][look]]
            say = _say(seen, look)
            weights = _logistic([weigh(row, look, say) for row in seen])
            judges[sort].append({"say": say, "weights": weights})
            mine = [row for row in mine if not row["looks"][look] or chance(row, look, say, weights)[0] < digits.AGAIN]
    return judges


def weigh(row: dict, look: int, say: np.ndarray) -> tuple[np.ndarray, bool]:
    """The features of the best string and whether it is right."""
    shares = row["looks"][look]
    pooled = digits_odds.pool(shares, list(shares), say)
    return digits_odds.features(pooled, shares, len(say)), right(max(pooled, key=pooled.get), row)


def chance(row: dict, look: int, say: np.ndarray, weights: np.ndarray) -> tuple[float, bool]:
    """The probability of the best string and whether it is right."""
    if not row["looks"][look]:
        return 0.0, False
    seen, true = weigh(row, look, say)
    return digits_odds.confidence(seen, weights), true


def _say(rows: list[dict], look: int) -> np.ndarray:
    """The say of each voice under which what stands there is likeliest; whole sets are weighed, not only the best."""
    cases = []
    for row in rows:
        texts = row["looks"][look]
        each = np.array(list(texts.values()))
        count = digits_odds.VIEWS * (2 if digits.sort(row["kind"]) == "fixed" else 1)
        none = digits_odds.voices(1 - each.sum(axis=0, keepdims=True), count)
        hit = next((place for place, text in enumerate(texts) if right(text, row)), len(texts))
        cases.append((np.concatenate([digits_odds.voices(each, count), none]), hit, SPOILED if row["odd"] else 1.0))

    def cost(say):
        loss, slope = 0.0, np.zeros(len(say))
        for logs, hit, weight in cases:
            score = logs @ say
            share = np.exp(score - np.logaddexp.reduce(score))
            loss -= weight * np.log(share[hit] + digits_odds.FLOOR)
            slope -= weight * (logs[hit] - share @ logs)
        return loss / len(cases), slope / len(cases)

    start = np.full(cases[0][0].shape[1], 0.3)
    return optimize.minimize(cost, start, jac=True, bounds=[(0.02, 2)] * len(start), method="L-BFGS-B").x


def _logistic(seen: list[tuple]) -> np.ndarray:
    """Logistic weights, non-negative for the odds, lightly held towards the pooled odds alone."""
    x, y = np.array([features for features, _ in seen]), np.array([true for _, true in seen], float)
    prior = np.zeros(x.shape[1])
    prior[0] = 1.0

    def cost(weights):
        z = x @ weights
        return np.mean(np.logaddexp(0, z) - y * z) + 1e-4 * np.sum((weights - prior) ** 2)

    bounds = [(0, None)] * (x.shape[1] - 1) + [(None, None)]
    return optimize.minimize(cost, prior, bounds=bounds, method="L-BFGS-B").x


def settle(rows: list[dict], judges: dict[str, list[dict]]) -> list[dict]:
    """Give each row the probability, the verdict, the looks and the seconds that the reader would end with."""
    for row in rows:
        for look, judge in enumerate(judges[digits.sort(row["kind"])]):
            sure, true = chance(row, look, judge["say"], judge["weights"])
            row |= {"chance": sure, "right": true, "asked": look + 1, "spent": row["seconds"][look]}
            if sure >= digits.AGAIN:
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
    """Per kind, spoiled strings counted: from where on the upper bound of the wrong ones keeps the group's target.

    A kind's own is higher where it has more wrong ones than chance (1 in 20) would give at the target.
    """
    trust = {}
    for kinds, target in TARGETS.items():
        mine = [row for row in rows if row["kind"] in kinds]
        common = threshold(mine, lambda wrong, count, target=target: bound(wrong, count) <= target)
        for kind in kinds:
            own = threshold([row for row in mine if row["kind"] == kind], partial(_usual, target))
            trust[kind] = round(max(common, own), 5)
    return trust


def _usual(target: float, wrong: float, count: float) -> bool:
    return stats.poisson.sf(round(wrong) - 1, target * count) > 0.05


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
    options.add_argument("--calibrate", type=int, default=40000)
    options.add_argument("--test", type=int, default=15000)
    options.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options.add_argument("--note", type=pathlib.Path, default=pathlib.Path(__file__).with_name("card.json"))
    chosen = options.parse_args()
    card = json.loads(chosen.note.read_text(encoding="utf-8"))
    rows = gather("calibrate", chosen.calibrate, 41, chosen.jobs)
    judges = fit(rows)
    settle(rows, judges)
    trust = thresholds(rows)
    tests = settle(gather("test", chosen.test, 42, chosen.jobs), judges)
    card |= {"heat": digits.reader().heat, "judges": _plain(judges), "trust": trust}
    card["figures"] = figures(tests, trust)
    (digits.MODELS / "digits.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, row in (card["figures"] | {"trust": trust, "judges": card["judges"]}).items():
        print(name, row)


def _plain(judges: dict[str, list[dict]]) -> dict:
    def rounded(values) -> list[float]:
        return [round(float(value), 5) for value in values]

    return {
        sort: [{name: rounded(each) for name, each in look.items()} for look in looks] for sort, looks in judges.items()
    }


if __name__ == "__main__":
    main()
