"""Sets the probability from which a reading is trusted, on rows with probabilities from `fitting`."""

from functools import partial

import numpy as np
from scipy import stats

from bench.training import fitting
from intake.engines import script as digits_script

# the highest share of wrong ones among the trusted, by kinds of fields that are judged together
NUMBERS = {("tin", "pin"): 0.001, ("zip", "phone", "amount", "date"): 0.003}
WORDS = {("name",): 0.005, ("city", "state"): 0.005, ("street",): 0.005, ("apartment",): 0.005}
LEAST = 0.95  # a value that is wrong more than 5 % of the time goes to a person, however few such values there are
HIGHEST, NEVER = 0.99999, 2.0  # no reading reaches the second


def bound(wrong: float, count: float) -> float:
    """Return the upper 95 % bound of a share (one-sided Clopper-Pearson); weighted counts need not be whole."""
    return float(stats.beta.ppf(0.95, wrong + 1, count - wrong)) if count > wrong else 1.0


def threshold(rows: list[dict], enough) -> float:
    """Return the lowest probability from which `enough(wrong, count)` holds, with crops counted by weight; NEVER if
    there is none."""
    ordered = sorted(((row["chance"], row["right"], fitting.weight(row)) for row in rows), reverse=True)
    wrong, count, best = 0.0, 0.0, NEVER
    for sure, right, weight in ordered:
        wrong, count = wrong + weight * (not right), count + weight
        if enough(wrong, count):
            best = sure
    return best if best == NEVER else float(np.clip(best, LEAST, HIGHEST))


def find(rows: list[dict], targets: dict[tuple[str, ...], float]) -> dict[str, dict[str, float]]:
    """Return the threshold by script and kind, counting spoiled strings: the probability from which the upper bound of
    the wrong ones is within the group's target. The threshold of a kind is higher if it has more wrong ones than chance
    (1 in 20) gives at the target.
    """
    return {script: _of([row for row in rows if row["script"] == script], targets) for script in digits_script.SCRIPTS}


def trusted(row: dict, trust: dict[str, dict[str, float]]) -> bool:
    """Return whether the desk would trust a crop's reading."""
    return row["chance"] >= trust[row["script"]].get(row["kind"], NEVER)


def _of(rows: list[dict], targets: dict[tuple[str, ...], float]) -> dict[str, float]:
    trust = {}
    for kinds, target in targets.items():
        mine = [row for row in rows if row["kind"] in kinds]
        common = threshold(mine, lambda wrong, count, target=target: bound(wrong, count) <= target)
        for kind in kinds:
            alike = [row for row in mine if row["kind"] == kind]
            own = threshold(alike, partial(_usual, target)) if alike else common
            trust[kind] = round(max(common, own), 5)
    return trust


def _usual(target: float, wrong: float, count: float) -> bool:
    return stats.poisson.sf(round(wrong) - 1, target * count) > 0.05
