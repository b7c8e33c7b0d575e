"""From the frames of a CTC network over words to strings with probabilities, by prefix beam search."""

from collections import defaultdict

import numpy as np

_BEAM = 8
_FAINT = 1e-3  # a sign less probable than this in a frame is not followed


def search(frames: np.ndarray, signs: list[str]) -> list[tuple[str, float]]:
    """Strings with probabilities, best first.

    `frames` [t, 1 + n]: per frame the probability of the blank (column 0) and of each of the n `signs`, summing to 1.
    """
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # string -> (ends in a blank, ends in its last sign)
    for frame in frames:
        follow = [int(i) for i in np.argsort(-frame[1:])[:4] + 1 if frame[i] > _FAINT]
        if not follow:
            beam = {text: ((blank + sign) * frame[0], 0.0) for text, (blank, sign) in beam.items()}
            continue
        beam = _step(beam, frame, follow, signs)
    merged: dict[str, float] = defaultdict(float)
    for text, (blank, sign) in beam.items():
        merged[" ".join(text.split())] += blank + sign
    return sorted(merged.items(), key=lambda item: -item[1])


def _step(beam, frame: np.ndarray, follow: list[int], signs: list[str]) -> dict[str, tuple[float, float]]:
    grown: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for text, (blank, sign) in beam.items():
        grown[text][0] += (blank + sign) * frame[0]
        for index in follow:
            letter, chance = signs[index - 1], frame[index]
            if text and text[-1] == letter:
                grown[text][1] += sign * chance
                grown[text + letter][1] += blank * chance
            else:
                grown[text + letter][1] += (blank + sign) * chance
    best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAM]
    return {text: (blank, sign) for text, (blank, sign) in best}
