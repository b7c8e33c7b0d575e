"""Combines the opinions of several networks on the same candidates into one calibrated probability for each.

A voice is one network; the last one may be prior knowledge of such texts. The weight of each voice and the calibration
of the resulting odds are fitted on writing with known truth. Prior knowledge may make a text the best guess, but never
a certain one if the networks by themselves see another.
"""

from dataclasses import dataclass

import numpy as np

FLOOR, LEAST = 1e-15, 16.0  # the least probability; the greatest log odds
_EVEN = 0.5
_UNSEEN = float(np.log(1e-6))  # the probability that a voice may still give to texts that are not candidates


@dataclass(frozen=True, eq=False)
class Held:
    """The opinions of every voice as logarithms: `logs` [n, voices] of the `texts`, `none` [voices] of anything else.
    The first `eyes` voices are networks."""

    texts: list[str]
    logs: np.ndarray
    none: np.ndarray
    eyes: int


@dataclass(frozen=True, eq=False)
class Judge:
    """The result of calibration: the weight (`say`) of each voice, and the `weights` of the best text's features."""

    say: np.ndarray
    weights: np.ndarray


def held(shares: dict[str, np.ndarray], rest: np.ndarray, eyes: int) -> Held:
    """Make opinions from probabilities, one column per voice, of every text and (`rest`) of anything else."""
    return Held(list(shares), logs(np.array(list(shares.values())).reshape(-1, len(rest))), logs(rest), eyes)


def logs(shares: np.ndarray) -> np.ndarray:
    """Return the logarithms of probabilities, kept finite."""
    return np.log(np.maximum(shares, FLOOR))


def calibrated(found: Held, judge: Judge) -> dict[str, float]:
    """Return the probabilities of the texts: the pooled opinion, with the best text corrected by the calibration."""
    pooled = pool(found, judge.say)
    best = max(pooled, key=pooled.__getitem__)
    sure = sureness(pooled, found, judge)
    rest = (1 - sure) / max(1 - pooled[best], 1 - sure, FLOOR)
    return {text: sure if text == best else share * rest for text, share in pooled.items()}


def pool(found: Held, say: np.ndarray) -> dict[str, float]:
    """Return the normalized product of the opinions, each to the power of its voice's `say`; the rest is "none"."""
    score = found.logs @ say
    whole = np.logaddexp(np.logaddexp.reduce(score), found.none @ say)
    return dict(zip(found.texts, np.exp(score - whole).tolist(), strict=True))


def features(pooled: dict[str, float], found: Held) -> np.ndarray:
    """Return the features of the best pooled text for the calibration.

    They are: the log odds of the pooled opinion and of the most doubtful voice; the log ratio to the next text, pooled
    and for the two voices where it is closest; how far the odds are below even, if something other than these texts is
    more likely; and 1.
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
    """Return the calibrated probability of the best pooled text.

    It is at most the pooled opinion if that is below even, and at most even if the networks by themselves prefer
    another text or none of these.
    """
    seen = features(pooled, found)
    sure = float(1 / (1 + np.exp(-(seen @ judge.weights))))
    if seen[0] < 0:
        sure = min(sure, float(1 / (1 + np.exp(-seen[0]))))
    return sure if _first(max(pooled, key=pooled.__getitem__), found, judge.say) else min(sure, _EVEN)


def _first(text: str, found: Held, say: np.ndarray) -> bool:
    """Whether the networks by themselves rank the text first, before all other texts and "none of these"."""
    eyes = slice(found.eyes)
    score = found.logs[:, eyes] @ say[eyes]
    return found.texts[int(score.argmax())] == text and float(score.max()) >= float(found.none[eyes] @ say[eyes])


def odds(share: float) -> float:
    """Return the log odds of a probability, kept finite."""
    share = min(max(float(share), 1e-7), 1 - 1e-7)
    return float(np.log(share / (1 - share)))
