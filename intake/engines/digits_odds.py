"""From what the networks hold of candidate strings to one calibrated probability for each string.

Opinions come in columns: zone and ink view of the first look, the same of the second, and last, where it was asked, the
large network's. Ours are pooled; the large one, which knows print better than pens, has a small say in which string is
best and a feature of its own in how sure that is.
"""

import numpy as np

FLOOR, LEAST = 1e-15, 16.0  # least probability; greatest log odds told apart
OURS = 4  # columns of our own two networks after two looks
SAY, DEAF = 0.25, 1e-6  # weight of the large network's vote, and the least probability that it can give
_UNSEEN = 1e-6  # what a network may still hold of strings that are no candidates


def calibrated(shares: dict[str, np.ndarray], texts: list[str], weights: np.ndarray) -> dict[str, float]:
    """Probabilities of the texts: the pooled opinion, the best one corrected by the calibration."""
    pooled = pool(shares, texts)
    if not pooled:
        return {}
    best = max(pooled, key=pooled.get)
    sure = confidence(features(pooled, shares), weights)
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(shares: dict[str, np.ndarray], texts: list[str]) -> dict[str, float]:
    """The normed geometric mean of our opinions with the large network's vote; missing to 1 is 'none of these'."""
    if not texts:
        return {}
    each = np.maximum(np.array([shares[text] for text in texts]), FLOOR)
    ours = each[:, :OURS]
    none = np.log(np.maximum(1 - ours.sum(axis=0), FLOOR)).mean()
    score = np.log(ours).mean(axis=1)
    if each.shape[1] > OURS:
        score = score + SAY * np.log(np.maximum(each[:, OURS], DEAF))
        none = none + SAY * np.log(max(1 - each[:, OURS].sum(), DEAF))
    whole = np.logaddexp(np.logaddexp.reduce(score), none)
    return {text: float(np.exp(one - whole)) for text, one in zip(texts, score, strict=True)}


def features(pooled: dict[str, float], shares: dict[str, np.ndarray]) -> np.ndarray:
    """What the calibration looks at, of the best of the pooled strings.

    Log odds of the pooled opinion and of our most doubtful one; how far the next string lies behind, pooled and for
    the network of ours that sees it nearest (logs of ratios); how far the odds are below even, where something other
    than a number is likelier than this one; the large network's log odds and lead where it was asked; and 1.
    """
    best = max(pooled, key=pooled.get)
    odds = _odds(pooled[best])
    others = [text for text in pooled if text != best]
    behind = np.log(max((pooled[text] for text in others), default=0) + FLOOR)
    lead = float(np.clip(np.log(pooled[best] + FLOOR) - behind, 0, LEAST))
    next_best = np.max([shares[text] for text in others], axis=0) if others else np.zeros(len(shares[best]))
    leads = np.log(np.maximum(shares[best], FLOOR) / np.maximum(next_best, _UNSEEN)).clip(-LEAST, LEAST)
    large = [_odds(shares[best][OURS]), float(leads[OURS])] if len(leads) > OURS else []
    ours = shares[best][:OURS]
    return np.array([odds, _odds(min(ours)), lead, float(leads[:OURS].min()), min(odds, 0.0), *large, 1.0])


def confidence(seen: np.ndarray, weights: np.ndarray) -> float:
    """The calibrated probability; where the pooled opinion is against, never more than that opinion."""
    sure = float(1 / (1 + np.exp(-(seen @ weights))))
    return sure if seen[0] >= 0 else min(sure, float(1 / (1 + np.exp(-seen[0]))))


def _odds(share: float) -> float:
    share = min(max(float(share), 1e-7), 1 - 1e-7)
    return float(np.log(share / (1 - share)))
