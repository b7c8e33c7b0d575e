"""Decodes the frames of a CTC network into strings with probabilities.

For each frame, a network gives the probability of each character and of none (the blank, class 0). The probability of a
string is the sum over all its alignments with the frames. '?' stands for ink that is not a digit; a path through it is
never a reading, so that its share of the probability is rejected.
"""

import numpy as np

CLASSES = ["", *"0123456789", ",", ".", "-", "(", ")", "$", "/", "?"]
BEAM, FAINT, SURE_BLANK = 12, 5e-4, 0.9995
FADED = 1e-15  # of the most likely beam: beams below this share do not affect the judges (opinions.FLOOR)
_LEAST = 1e-12
# Characters without meaning in a kind of field: their frames count as blank.
SILENT = {"amount": ",$", "date": "", "phone": ",.-()/"}
SPECKS = ",.-"  # without meaning in other numbers; there a slash is a slanted 1, a dollar sign a digit with a stroke
SPOKEN = {"amount": "0123456789.-()", "date": "0123456789/-."}


def chances(logits: np.ndarray, kind: str, heat: float) -> tuple[np.ndarray, str, np.ndarray]:
    """Return frames [t, 1 + signs] of probabilities (column 0 is the blank) over the characters of this kind, these
    characters, and the rows of `logits` that the frames come from.

    logits: [t, len(CLASSES)]; heat: the calibration temperature. Characters that the kind cannot hold are left out, so
    that rows may sum to less than 1. A run of certain blanks is cut to one frame.
    """
    shifted = (logits - logits.max(axis=1, keepdims=True)) / heat
    full = np.exp(shifted, dtype=np.float64)
    full /= full.sum(axis=1, keepdims=True)
    spoken, silent = SPOKEN.get(kind, "0123456789"), SILENT.get(kind, SPECKS)
    columns = [CLASSES.index(sign) for sign in spoken]
    blank = full[:, [0, *(CLASSES.index(sign) for sign in silent)]].sum(axis=1)
    kept = telling(blank)
    return np.column_stack([blank, full[:, columns]])[kept], spoken, kept


def telling(blank: np.ndarray) -> np.ndarray:
    """Return which frames to keep: all but the later ones of a run of certain blanks. `blank`: its probability [t]."""
    sure = blank > SURE_BLANK
    return np.flatnonzero(~(sure & np.concatenate([[False], sure[:-1]])))


def search(frames: np.ndarray, signs: str, longest: int) -> dict[str, float]:
    """Return the most probable strings of up to `longest` characters with their probabilities (prefix beam search)."""
    beams = {"": (1.0, 0.0)}
    blanks = frames[:, 0].tolist()
    for row, blank in zip(frames, blanks, strict=False):
        heard = [(signs[place], float(row[place + 1])) for place in np.flatnonzero(row[1:] > FAINT)]
        if not heard:
            beams = {text: ((ended + open_) * blank, 0.0) for text, (ended, open_) in beams.items()}
            continue
        spread: dict[str, list[float]] = {}
        for text, (ended, open_) in beams.items():
            whole = ended + open_
            here = spread.setdefault(text, [0.0, 0.0])
            here[0] += whole * blank
            for sign, chance in heard:
                if text and text[-1] == sign:
                    here[1] += open_ * chance
                    gain = ended * chance
                else:
                    gain = whole * chance
                if gain > 1e-12 and len(text) < longest:
                    spread.setdefault(text + sign, [0.0, 0.0])[1] += gain
        shares = {text: pair[0] + pair[1] for text, pair in spread.items()}
        least = FADED * max(shares.values())
        kept = (text for text, share in shares.items() if not share < least)
        best = sorted(kept, key=shares.__getitem__, reverse=True)[:BEAM]
        beams = {text: tuple(spread[text]) for text in best}
    return {text: sum(pair) for text, pair in beams.items()}


def probability(frames: np.ndarray, signs: str, texts: list[str]) -> np.ndarray:
    """Return the probability of exactly each text (CTC forward recursion over all texts at once)."""
    places = [[signs.find(sign) + 1 for sign in text] for text in texts]
    longest = max(map(len, texts), default=0)
    path = np.zeros((len(texts), 2 * longest + 1), np.intp)
    for row, place in zip(path, places, strict=False):
        row[1 : 2 * len(place) : 2] = place
    leap = np.zeros(path.shape)
    leap[:, 2:] = (path[:, 2:] != 0) & (path[:, 2:] != path[:, :-2])
    reach = np.zeros((len(texts), path.shape[1] + 2))  # two columns of padding
    reach[:, 2:4] = frames[0][path[:, :2]]
    for row in frames[1:]:
        reach[:, 2:] = (reach[:, 2:] + reach[:, 1:-1] + leap * reach[:, :-2]) * row[path]
    last = 2 * np.array([len(text) for text in texts], np.intp) + 2
    ends = np.take_along_axis(reach, np.column_stack([last, last - 1]), axis=1).sum(axis=1)
    unknown = np.array([0 in place for place in places], bool)
    return np.where(unknown, 0.0, ends)


def places(frames: np.ndarray, signs: str, text: str) -> np.ndarray:
    """Return for each character of the text the frame where it is clearest, in the best alignment with the frames."""
    path = np.zeros(2 * len(text) + 1, np.intp)
    path[1::2] = [signs.index(sign) + 1 for sign in text]
    barred = np.where((path[2:] != 0) & (path[2:] != path[:-2]), 0.0, -np.inf)
    heard = np.log(np.maximum(frames[:, path], _LEAST))
    best = np.full(len(path), -np.inf)
    best[:2] = heard[0, :2]
    came = np.zeros((len(frames), len(path)), np.intp)
    steps = np.full((3, len(path)), -np.inf)
    for number, row in enumerate(heard[1:], start=1):
        steps[0], steps[1, 1:], steps[2, 2:] = best, best[:-1], best[:-2] + barred
        came[number] = steps.argmax(axis=0)
        best = steps.max(axis=0) + row
    state = len(path) - 1 if best[-1] > best[-2] else len(path) - 2
    where = np.empty(len(frames), np.intp)
    for number in range(len(frames) - 1, -1, -1):
        where[number] = state
        state -= came[number, state]
    clear = np.where(where[:, None] == np.arange(1, len(path), 2), heard[:, 1::2], -np.inf)
    return clear.argmax(axis=0)
