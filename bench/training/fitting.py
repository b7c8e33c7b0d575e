"""Fits the conversion of the networks' votes into a probability, on rows with known truth.

A row is a dict with `kind`, `script`, `truth`, `odd` (spoiled on purpose) and `looks`: for each look, the networks'
opinions on every text in the form that `Reading.held` takes; empty if they see none (rows of words without any are
dropped).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from intake.engines import opinions
from intake.engines.opinions import Held, Judge

_SPOILED = 0.1  # weight of a spoiled string: 1 in 50 is drawn, 1 in 500 is expected on paper

Judges = dict[tuple[str, str], list[Judge]]


@dataclass(frozen=True)
class Reading:
    """How an engine reads: the opinions of the voices on a row at a look, whether a text is right, the group of a row's
    kind, and the probability below which it looks again."""

    held: Callable[[dict, int], Held]
    right: Callable[[str, dict], bool]
    sort: Callable[[str], str]
    again: float
    looks: int = 2

    def court(self, row: dict) -> tuple[str, str]:
        """Return the script and group of a row, which determine its judges."""
        return row["script"], self.sort(row["kind"])


def weight(row: dict) -> float:
    """Return the weight of a row; spoiled ones count as often as they are expected on paper."""
    return _SPOILED if row["odd"] else 1.0


def fit(rows: list[dict], how: Reading) -> Judges:
    """Fit for each script and group the judge of every look, on the rows that earlier looks left in doubt."""
    judges: Judges = {}
    for court in sorted({how.court(row) for row in rows}):
        mine, judges[court] = [row for row in rows if how.court(row) == court], []
        for look in range(how.looks):
            seen = [row for row in mine if row["looks"][look]]
            if not seen:
                raise ValueError(f"nothing of {court} is left to fit look {look + 1} on: calibrate on more")
            say = _say(seen, how, look)
            judge = Judge(say, _logistic([_weigh(row, how, look, say) for row in seen]))
            judges[court].append(judge)
            mine = [row for row in mine if not row["looks"][look] or chance(row, how, look, judge)[0] < how.again]
    return judges


def _weigh(row: dict, how: Reading, look: int, say: np.ndarray) -> tuple[np.ndarray, bool]:
    """The features of the best text, and whether it is right."""
    found, pooled, true = _pooled(row, how, look, say)
    return opinions.features(pooled, found), true


def _pooled(row: dict, how: Reading, look: int, say: np.ndarray) -> tuple[Held, dict[str, float], bool]:
    """The opinions of the voices, the pooled opinion, and whether its best text is right."""
    found = how.held(row, look)
    pooled = opinions.pool(found, say)
    return found, pooled, how.right(max(pooled, key=pooled.get), row)


def chance(row: dict, how: Reading, look: int, judge: Judge) -> tuple[float, bool]:
    """Return the probability of the best text, and whether it is right."""
    if not row["looks"][look]:
        return 0.0, False
    found, pooled, true = _pooled(row, how, look, judge.say)
    return opinions.sureness(pooled, found, judge), true


def _say(rows: list[dict], how: Reading, look: int) -> np.ndarray:
    """Fit the weight of each voice that makes the truth most likely among all candidates, not only the best."""
    cases = []
    for row in rows:
        found = how.held(row, look)
        hit = next((place for place, text in enumerate(found.texts) if how.right(text, row)), len(found.texts))
        cases.append((np.vstack([found.logs, found.none]), hit, weight(row)))

    def cost(say):
        loss, slope = 0.0, np.zeros(len(say))
        for logs, hit, counts in cases:
            score = logs @ say
            share = np.exp(score - np.logaddexp.reduce(score))
            loss -= counts * np.log(share[hit] + opinions.FLOOR)
            slope -= counts * (logs[hit] - share @ logs)
        return loss / len(cases), slope / len(cases)

    start = np.full(cases[0][0].shape[1], 0.3)
    return optimize.minimize(cost, start, jac=True, bounds=[(0.02, 4)] * len(start), method="L-BFGS-B").x


def _logistic(seen: list[tuple]) -> np.ndarray:
    """Fit logistic weights, non-negative for the odds and slightly regularized toward the pooled odds alone."""
    x, y = np.array([features for features, _ in seen]), np.array([true for _, true in seen], float)
    prior = np.zeros(x.shape[1])
    prior[0] = 1.0

    def cost(weights):
        z = x @ weights
        return np.mean(np.logaddexp(0, z) - y * z) + 1e-4 * np.sum((weights - prior) ** 2)

    bounds = [(0, None)] * (x.shape[1] - 1) + [(None, None)]
    return optimize.minimize(cost, prior, bounds=bounds, method="L-BFGS-B").x


def settle(rows: list[dict], how: Reading, judges: Judges) -> list[dict]:
    """Return each row with the final probability, verdict and number of looks of the reader."""
    for row in rows:
        for look, judge in enumerate(judges[how.court(row)]):
            sure, true = chance(row, how, look, judge)
            row |= {"chance": sure, "right": true, "asked": look + 1}
            if sure >= how.again:
                break
    return rows


def plain(judges: Judges) -> dict:
    """Return the judges in the form of the model card: by script, group and look."""

    def rounded(values: np.ndarray) -> list[float]:
        return [round(float(value), 5) for value in values]

    found: dict[str, dict] = {}
    for (script, sort), looks in judges.items():
        written = [{"say": rounded(judge.say), "weights": rounded(judge.weights)} for judge in looks]
        found.setdefault(script, {})[sort] = written
    return found
