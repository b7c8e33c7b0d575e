"""What turns the networks' opinions of a number into a probability, fitted on rows of `observations`."""

import numpy as np
from scipy import optimize

from bench.training import observations
from intake.engines import digits, digits_odds

LOOKS = 2


def fit(rows: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """For each script, numbers of fixed length and others, and for each look: what every voice has to say, and the
    weights of the confidence. A look is fitted on what the looks before left in doubt."""
    judges = {}
    for one in sorted({observations.judge(row) for row in rows}):
        mine, judges[one] = [row for row in rows if observations.judge(row) == one], []
        for look in range(LOOKS):
            seen = [row for row in mine if row["looks"][look]]
            say = _say(seen, look)
            weights = _logistic([weigh(row, look, say) for row in seen])
            judges[one].append({"say": say, "weights": weights})
            mine = [row for row in mine if not row["looks"][look] or chance(row, look, say, weights)[0] < digits.AGAIN]
    return judges


def weigh(row: dict, look: int, say: np.ndarray) -> tuple[np.ndarray, bool]:
    """The features of the best string and whether it is right."""
    shares = row["looks"][look]
    pooled = digits_odds.pool(shares, list(shares), say)
    return digits_odds.features(pooled, shares, len(say)), observations.right(max(pooled, key=pooled.get), row)


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
        hit = next((place for place, text in enumerate(texts) if observations.right(text, row)), len(texts))
        cases.append((np.concatenate([digits_odds.voices(each, count), none]), hit, observations.weight(row)))

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


def settle(rows: list[dict], judges: dict[tuple[str, str], list[dict]]) -> list[dict]:
    """Give each row the probability, the verdict, the looks and the seconds that the reader would end with."""
    for row in rows:
        for look, judge in enumerate(judges[observations.judge(row)]):
            sure, true = chance(row, look, judge["say"], judge["weights"])
            row |= {"chance": sure, "right": true, "asked": look + 1, "spent": row["seconds"][look]}
            if sure >= digits.AGAIN:
                break
    return rows
