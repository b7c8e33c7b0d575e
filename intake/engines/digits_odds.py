"""From what the networks hold of candidate strings to one calibrated probability for each string.

Opinions come in columns: zone and ink view of every look by the string networks, then, for numbers of a fixed length,
the same by the sign networks. A voice is one network; its looks are averaged, and how much each voice has to say comes
from calibration.
"""

import numpy as np

from intake.engines import opinions

FLOOR, LEAST = 1e-15, 16.0  # least probability; greatest log odds told apart
VIEWS = 2  # voices of a kind: one for each view
_UNSEEN = 1e-6  # what a network may still hold of strings that are no candidates


def calibrated(
    shares: dict[str, np.ndarray], texts: list[str], say: np.ndarray, weights: np.ndarray
) -> dict[str, float]:
    """Probabilities of the texts: the pooled opinion, the best one corrected by the calibration."""
    pooled = pool(shares, texts, say)
    if not pooled:
        return {}
    best = max(pooled, key=pooled.get)
    sure = confidence(features(pooled, shares, len(say)), weights)
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(shares: dict[str, np.ndarray], texts: list[str], say: np.ndarray) -> dict[str, float]:
    """The normed product of the voices' opinions, each to the power of its say; missing to 1 is 'none of these'."""
    if not texts:
        return {}
    each = np.array([shares[text] for text in texts])
    score = voices(each, len(say)) @ say
    none = float(voices(1 - each.sum(axis=0, keepdims=True), len(say))[0] @ say)
    whole = np.logaddexp(np.logaddexp.reduce(score), none)
    return {text: float(np.exp(one - whole)) for text, one in zip(texts, score, strict=True)}


def voices(each: np.ndarray, count: int) -> np.ndarray:
    """Logs [n, count] of opinions [n, columns]: the mean over the looks of every voice."""
    logs = np.log(np.maximum(each, FLOOR))
    kinds = np.split(logs, count // VIEWS, axis=1)
    return np.concatenate([kind.reshape(len(logs), -1, VIEWS).mean(axis=1) for kind in kinds], axis=1)


def features(pooled: dict[str, float], shares: dict[str, np.ndarray], count: int) -> np.ndarray:
    """What the calibration looks at, of the best of the pooled strings.

    Log odds of the pooled opinion and of the most doubtful voice; how far the next string lies behind, pooled and for
    the voice that sees it nearest and the one after (logs of ratios); how far the odds are below even, where something
    other than a number is likelier than this one; and 1.
    """
    best = max(pooled, key=pooled.get)
    odds = opinions.odds(pooled[best])
    others = [text for text in pooled if text != best]
    behind = np.log(max((pooled[text] for text in others), default=0) + FLOOR)
    lead = float(np.clip(np.log(pooled[best] + FLOOR) - behind, 0, LEAST))
    own = voices(shares[best][None], count)[0]
    next_best = np.max([shares[text] for text in others], axis=0) if others else np.zeros(len(shares[best]))
    leads = np.sort((own - voices(np.maximum(next_best, _UNSEEN)[None], count)[0]).clip(-LEAST, LEAST))
    doubtful = opinions.odds(float(np.exp(own.min())))
    return np.array([odds, doubtful, lead, float(leads[0]), float(leads[1]), min(odds, 0.0), 1.0])


def confidence(seen: np.ndarray, weights: np.ndarray) -> float:
    """The calibrated probability; where the pooled opinion is against, never more than that opinion."""
    sure = float(1 / (1 + np.exp(-(seen @ weights))))
    return sure if seen[0] >= 0 else min(sure, float(1 / (1 + np.exp(-seen[0]))))
