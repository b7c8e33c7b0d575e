"""From what several networks hold of the same candidates to one calibrated probability for each candidate."""

import numpy as np

_FLOOR = 1e-15


def calibrated(shares: dict[str, np.ndarray], weights: np.ndarray) -> dict[str, float]:
    """Probabilities of candidates: the pooled opinion, that of the best one corrected by logistic `weights`.

    `shares` gives for each candidate the probability that each network holds of it.
    """
    if not shares:
        return {}
    pooled = pool(shares)
    best = max(pooled, key=pooled.get)
    sure = float(1 / (1 + np.exp(-(features(pooled[best], shares[best]) @ weights))))
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, _FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(shares: dict[str, np.ndarray]) -> dict[str, float]:
    """The normed geometric mean of the opinions; what is missing to 1 is 'none of these'."""
    each = np.maximum(np.array(list(shares.values())), _FLOOR)
    none = np.maximum(1 - each.sum(axis=0), _FLOOR)
    mean, nothing = np.exp(np.log(each).mean(axis=1)), float(np.exp(np.log(none).mean()))
    whole = mean.sum() + nothing
    return {text: float(share / whole) for text, share in zip(shares, mean, strict=True)}


def features(pooled: float, each: np.ndarray) -> np.ndarray:
    """What the calibration looks at: the odds of the pooled opinion, of the most doubtful, of each one, and 1."""
    return np.array([odds(share) for share in (pooled, min(each), *each)] + [1.0])


def odds(share: float) -> float:
    """The log odds of a probability, kept finite."""
    share = min(max(float(share), 1e-7), 1 - 1e-7)
    return float(np.log(share / (1 - share)))
