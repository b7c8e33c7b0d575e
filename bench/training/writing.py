"""Writes a string on an empty crop as people and machines do; gives the image and the right reading."""

from dataclasses import dataclass

import cv2
import numpy as np

from bench import strokes
from bench.training import fonts, glyphs
from bench.training.habits import Habits

PENNED = 0.45  # share of the hands that draw digits anew from strokes


@dataclass
class Pens:
    """Everything to write with, from one part."""

    digits: list[np.ndarray]
    letters: np.ndarray
    hand: list[fonts.Font]
    typed: list[fonts.Font]
    writers: tuple[strokes.Writer, ...] = ()


@dataclass
class Hand:
    """One writer's habits for one string: lengths as shares of the digit height.

    `writer` is the person whose strokes are drawn anew with the `nib`; None if digits are images by many people.
    """

    font: fonts.Font | None
    writer: strokes.Writer | None
    nib: strokes.Nib
    habits: Habits
    height: float
    gap: float
    slant: float
    gain: float
    cut: float
    wander: float

    @staticmethod
    def draw(rng, pens: Pens, zone_height: int, from_font: bool) -> "Hand":
        """Draw one person's way of writing in zones of this height (pixels); `from_font` uses a handwriting font."""
        share = rng.uniform(0.5, 0.98) if zone_height < 66 else rng.uniform(0.3, 0.75)
        penned = pens.writers and not from_font and rng.random() < PENNED
        return Hand(
            font=pens.hand[rng.integers(len(pens.hand))] if from_font else None,
            writer=pens.writers[rng.integers(len(pens.writers))] if penned else None,
            nib=strokes.Nib.draw(rng),
            habits=Habits.draw(rng),
            height=float(np.clip(share * zone_height, 20, 62)),
            gap=rng.normal(0.16, 0.14),
            slant=rng.normal(0, 0.1),
            gain=rng.uniform(1.2, 6),
            cut=float(np.clip(rng.normal(0.42, 0.1), 0.2, 0.7)),
            wander=abs(rng.normal(0, 0.06)),
        )


def written(rng, pens: Pens, hand: Hand, ink: np.ndarray, text: str, span: tuple[float, float], middle: float) -> list:
    """Write `text` by hand between the columns `span` around row `middle`; return [(character, column)]."""
    if not text:
        return []
    pieces = [_piece(rng, pens, hand, sign) for sign in text]
    gaps = rng.normal(hand.gap, 0.07, len(pieces))
    gaps = np.where([sign in ",.-" for sign in text], np.maximum(gaps, 0.08), np.maximum(gaps, -0.18))
    widths = np.array([piece[0].shape[1] / piece[0].shape[0] * piece[1] for piece in pieces])
    room, need = span[1] - span[0], float((widths + gaps).sum()) * hand.height
    height = hand.height * min(1, max(0.55, room / max(need, 1)))
    squeeze = min(1, room / max(need * height / hand.height, 1))
    x = span[0] + max(0, room - need * height / hand.height * squeeze) * rng.beta(1.3, 1.6)
    tilt, landed = rng.normal(0, 0.02), []
    for sign, (picture, share, rise), gap, width in zip(text, pieces, gaps, widths, strict=False):
        size = np.array([width * squeeze, share]) * height * (1 + rng.normal(0, 0.02))
        x += max(gap, -0.18) * height * squeeze / 2
        center = (x + size[0] / 2, middle + rise * height + rng.normal(0, hand.wander) * height + tilt * (x - span[0]))
        _stamp(rng, ink, picture, center, size, hand)
        landed.append((sign, center[0]))
        x += size[0] + max(gap, -0.18) * height * squeeze / 2
    return landed


def in_cells(rng, pens: Pens, hand: Hand, ink: np.ndarray, text: str, span: tuple[float, float], middle: float) -> list:
    """Write `text` with one character per cell of the comb `span`; return [(character, column)]."""
    step = (span[1] - span[0]) / len(text)
    landed = []
    for place, sign in enumerate(text):
        picture, share, rise = _piece(rng, pens, hand, sign)
        width = min(picture.shape[1] / picture.shape[0] * share * hand.height, step * 1.15)
        x = span[0] + (place + 0.5 + rng.normal(0, 0.07)) * step
        y = middle + (rise + rng.normal(0, hand.wander)) * hand.height
        _stamp(rng, ink, picture, (x, y), np.array([width, share * hand.height]), hand)
        landed.append((sign, x))
    return landed


def _piece(rng, pens: Pens, hand: Hand, sign: str) -> tuple[np.ndarray, float, float]:
    """(coverage uint8, height, and depth of its center below the middle, both as shares of the digit height)."""
    if hand.font is not None and sign != "?":
        picture, _, top, _ = hand.font.signs[sign]
        share = picture.shape[0] / hand.font.height
        return picture, share, (top + picture.shape[0] / 2) / hand.font.height + 0.5
    if sign.isdigit():
        return _digit(rng, pens, hand, sign), float(np.clip(rng.normal(1, 0.07), 0.7, 1.3)), 0.0
    if sign == "?":
        return glyphs.trim(pens.letters[rng.integers(len(pens.letters))]), rng.uniform(0.7, 1.1), 0.0
    return _sign(rng, sign)


def _digit(rng, pens: Pens, hand: Hand, sign: str) -> np.ndarray:
    """A digit as this hand writes it: by a habit, in its writer's strokes, or as an image from NIST."""
    lines = hand.habits.strokes(rng, sign)
    if lines is None and hand.writer is not None:
        lines = hand.writer.strokes(rng, sign) or pens.writers[rng.integers(len(pens.writers))].strokes(rng, sign)
        lines = lines and hand.habits.finish(rng, sign, lines)
    if lines is not None:
        return strokes.drawn(rng, lines, hand.nib)
    bank = pens.digits[int(sign)]
    return hand.habits.over(rng, sign, glyphs.trim(bank[rng.integers(len(bank))]))


def _sign(rng, sign: str) -> tuple[np.ndarray, float, float]:
    """A punctuation mark drawn as a stroke."""
    picture, j = np.zeros((56, 56), np.uint8), lambda: int(rng.integers(-4, 5))
    thick = int(rng.integers(5, 9))
    if sign == "-":
        cv2.line(picture, (8 + j(), 28 + j()), (46 + j(), 28 + j()), 255, thick, cv2.LINE_AA)
        return glyphs.trim(picture), 0.14, rng.normal(0, 0.06)
    if sign in ",.":
        end = (24 + j() - 6, 44 + j()) if sign == "," else (29, 28)
        cv2.line(picture, (28, 26), end, 255, thick, cv2.LINE_AA)
        return glyphs.trim(picture), 0.32 if sign == "," else 0.16, 0.52 if sign == "," else 0.42
    if sign == "/":
        cv2.line(picture, (16 + j(), 52), (38 + j(), 4), 255, thick, cv2.LINE_AA)
    elif sign == "$":
        cv2.ellipse(picture, (28, 19), (12, 9), 0, 60, 290, 255, thick, cv2.LINE_AA)
        cv2.ellipse(picture, (28, 37), (12, 9), 0, -120, 110, 255, thick, cv2.LINE_AA)
        cv2.line(picture, (28 + j(), 3), (28 + j(), 53), 255, thick, cv2.LINE_AA)
    else:
        center, arc = ((40, 28), (130, 230)) if sign == "(" else ((16, 28), (-50, 50))
        cv2.ellipse(picture, center, (20 + j(), 26), 0, *arc, 255, thick, cv2.LINE_AA)
    return glyphs.trim(picture), rng.uniform(0.95, 1.3), 0.0


def _stamp(rng, ink: np.ndarray, picture: np.ndarray, center, size, hand: Hand) -> None:
    """Draw one image into the ink (float32 coverage), sheared, turned, with the pen's edge."""
    height, width = picture.shape
    sx, sy = size[0] / width, size[1] / height
    slant, turn = hand.slant + rng.normal(0, 0.04), rng.normal(0, 0.05)
    if hand.font is not None:
        slant, turn = slant * 0.5, turn * 0.6
    shape = np.array([[1, -slant], [0, 1]]) @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    move = shape @ np.diag([sx, sy])
    half_w, half_h = int(size[0] / 2 + abs(slant) * size[1] / 2 + 6), int(size[1] / 2 + 6)
    x0, y0 = int(center[0]) - half_w, int(center[1]) - half_h
    target = np.array([center[0] - x0, center[1] - y0]) - move @ np.array([(width - 1) / 2, (height - 1) / 2])
    patch = cv2.warpAffine(
        picture.astype(np.float32) / 255,
        np.column_stack([move, target]),
        (2 * half_w, 2 * half_h),
        flags=cv2.INTER_LINEAR,
    )
    if hand.font is None:
        patch = np.clip((patch - hand.cut) * hand.gain + 0.5, 0, 1) * (patch > 0.02)
    left, top = max(0, -x0), max(0, -y0)
    right, bottom = min(2 * half_w, ink.shape[1] - x0), min(2 * half_h, ink.shape[0] - y0)
    if left < right and top < bottom:
        field = ink[y0 + top : y0 + bottom, x0 + left : x0 + right]
        np.maximum(field, patch[top:bottom, left:right], out=field)


def typed(rng, font: fonts.Font, ink: np.ndarray, text: str, span, middle: float, height: float, comb: bool) -> list:
    """Type `text` into the span, evenly over its cells or as running text; return [(character, column)]."""
    scale, landed = height / font.height, []
    faces = [sign if sign != "?" else rng.choice(list("ACEFHKMNPRTWX")) for sign in text]
    tracking = rng.uniform(0, 0.25) * height if rng.random() < 0.25 else 0.0
    advances = np.array([font.signs[face][3] * scale + tracking for face in faces])
    if not text:
        return []
    if comb or advances.sum() > span[1] - span[0]:
        advances[:] = (span[1] - span[0]) / len(text)
    x = span[0] + max(0, span[1] - span[0] - advances.sum()) * rng.choice([0.02, 0.5, 0.98, rng.random()])
    for sign, face, advance in zip(text, faces, advances, strict=False):
        picture, left, top, natural = font.signs[face]
        size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
        patch = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        at_x = int(round(x + (advance - natural * scale) / 2 + left * scale))
        at_y = int(round(middle + height / 2 + top * scale))
        _paste(ink, patch, at_x, at_y)
        landed.append((sign, x + advance / 2))
        x += advance
    return landed


def _paste(ink: np.ndarray, patch: np.ndarray, x: int, y: int) -> None:
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(patch.shape[1], ink.shape[1] - x), min(patch.shape[0], ink.shape[0] - y)
    if left < right and top < bottom:
        field = ink[y + top : y + bottom, x + left : x + right]
        np.maximum(field, patch[top:bottom, left:right], out=field)
