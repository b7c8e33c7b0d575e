"""The size and position of a character relative to a digit; draws characters that the hand-print set lacks."""

import cv2
import numpy as np


def height(sign: str) -> float:
    """Return the height of a character as a share of a digit's height."""
    return {"-": 0.16, ".": 0.16, ",": 0.3, "'": 0.3, "#": 0.9, "/": 1.15}.get(
        sign, 0.72 if sign in "aceimnorsuvwxz" else 1.0
    )


def rise(sign: str) -> float:
    """Return how far a character's center lies below the middle of a digit, as a share of the digit's height."""
    if sign in "gpqy":
        return 0.22
    return {".": 0.42, ",": 0.5, "'": -0.4}.get(sign, 0.14 if sign in "aceimnorsuvwxz" else 0.0)


def drawn(sign: str, rng: np.random.Generator) -> np.ndarray:
    """Draw a character that the hand-print set lacks, with a few strokes."""
    picture = np.zeros((60, 60), np.uint8)
    lines = {
        "-": [(8, 30), (50, 30)],
        "/": [(12, 56), (46, 4)],
        ".": [(29, 29), (31, 31)],
        ",": [(34, 20), (24, 40)],
        "'": [(32, 18), (28, 40)],
    }
    if sign in lines:
        ends = np.array(lines[sign]) + rng.integers(-3, 4, (2, 2))
        cv2.line(picture, *map(tuple, ends.tolist()), 255, 8, cv2.LINE_AA)
    elif sign != " ":
        cv2.putText(picture, sign, (8, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 255, 4, cv2.LINE_AA)
    else:
        return np.zeros((28, 16), np.uint8)
    rows, columns = np.where(picture > 60)
    return picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
