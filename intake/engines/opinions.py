"""Combines what several networks say about the same candidates into one calibrated probability for each.

A voice is one network, or, last, what is known of such writing before anybody looks. How much each has to say, and what
the odds that come of it are worth, is fitted on writing of which the truth is known. What is known may make a text the
best guess; it never makes it a sure one where the networks by themselves see another.
"""

from dataclasses import dataclass

import numpy as np

FLOOR, LEAST = 1e-15, 16.0  # least probability; greatest log odds told apart
_EVEN = 0.5
_UNSEEN = float(np.log(1e-6))  # what a voice may still hold of texts that are no candidates


@dataclass(frozen=True, eq=False)
class Held:
    """What every voice holds, in logs: `logs` [n, voices] of the `texts`, `none` [voices] of anything else; the first
    `eyes` of the voices are networks."""

    texts: list[str]
    logs: np.ndarray
    none: np.ndarray
    eyes: int


@dataclass(frozen=True, eq=False)
class Judge:
    """What calibration found: the `say` of each voice, and the `weights` of the features of the best text."""

    say: np.ndarray
    weights: np.ndarray


def held(shares: dict[str, np.ndarray], rest: np.ndarray, eyes: int) -> Held:
    """From probabilities, one column a voice: of every text, and of anything else; the first `eyes` are networks."""
    return Held(list(shares), logs(np.array(list(shares.values())).reshape(-1, len(rest))), logs(rest), eyes)


def logs(shares: np.ndarray) -> np.ndarray:
    """Logarithms that stay finite."""
    return np.log(np.maximum(shares, FLOOR))


def calibrated(found: Held, judge: Judge) -> dict[str, float]:
    """Probabilities of the texts: the pooled opinion, the best one corrected by the calibration."""
    pooled = pool(found, judge.say)
    best = max(pooled, key=pooled.__getitem__)
    sure = sureness(pooled, found, judge)
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(found: Held, say: np.ndarray) -> dict[str, float]:
    """The normed product of the voices' opinions, each to the power of its say; missing to 1 is 'none of these'."""
    score = found.logs @ say
    whole = np.logaddexp(np.logaddexp.reduce(score), found.none @ say)
    return dict(zip(found.texts, np.exp(score - whole).tolist(), strict=True))


def features(pooled: dict[str, float], found: Held) -> np.ndarray:
    """What the calibration looks at, of the best of the pooled texts.

    Log odds of the pooled opinion and of the most doubtful voice; how far the next text lies behind, pooled and for
    the voice that sees it nearest and the one after (logs of ratios); how far the odds are below even, where something
    other than these texts is likelier than this one; and 1.
    """
    chances = np.array(list(pooled.values()))
    best = int(chances.argmax())
    others = np.arange(len(chances)) != best
    behind = np.log(max(chances[others], default=0) + FLOOR)
    lead = float(np.clip(np.log(chances[best] + FLOOR) - behind, 0, LEAST))
    seen = found.logs[:, : found.eyes]
    own = seen[best]
    next_best = np.max(seen[others], axis=0, initial=_UNSEEN)
    leads = np.sort((own - next_best).clip(-LEAST, LEAST))
    even, doubtful = odds(chances[best]), odds(float(np.exp(own.min())))
    return np.array([even, doubtful, lead, leads[0], leads[min(1, len(leads) - 1)], min(even, 0.0), 1.0])


def sureness(pooled: dict[str, float], found: Held, judge: Judge) -> float:
    """The calibrated probability of the best of the pooled texts.

    Where the pooled opinion is against it, never more than that opinion; where the networks by themselves see another
    text, or none of these, never more than even.
    """
    seen = features(pooled, found)
    sure = float(1 / (1 + np.exp(-(seen @ judge.weights))))
    if seen[0] < 0:
        sure = min(sure, float(1 / (1 + np.exp(-seen[0]))))
    return sure if _first(max(pooled, key=pooled.__getitem__), found, judge.say) else min(sure, _EVEN)


def _first(text: str, found: Held, say: np.ndarray) -> bool:
    """Whether the networks by themselves put the text first, anything else counted too."""
    eyes = slice(found.eyes)
    score = found.logs[:, eyes] @ say[eyes]
    return found.texts[int(score.argmax())] == text and float(score.max()) >= float(found.none[eyes] @ say[eyes])


def odds(share: float) -> float:
    """The log odds of a probability, kept finite."""
    share = min(max(float(share), 1e-7), 1 - 1e-7)
    return float(np.log(share / (1 - share)))
