"""Compares readings with the truth, field by field and document by document."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from bench.accuracy.documents import Truth
from desk import forms
from desk.reading.found import DocumentReading, FieldReading

TRUSTED = ("read", "blank")
_TEXTS = {"name", "street", "city", "state", "apartment", "place"}


@dataclass(frozen=True)
class Outcome:
    """The outcome for one field. `kind` is its type, for names which one; `filled`: the field is not empty; `doubtful`:
    people may read one of its characters in two ways."""

    name: str
    kind: str
    writing: str
    level: str
    filled: bool
    exact: bool
    state: str
    confidence: float
    expected: str
    value: str | None
    alternatives: tuple[tuple[str, float], ...] = ()
    doubtful: bool = False

    @property
    def trusted(self) -> bool:
        """Whether the desk would use it without asking a person."""
        return self.state in TRUSTED

    @property
    def wrong(self) -> bool:
        """Whether it is trusted and not right."""
        return self.trusted and not self.exact


@dataclass(frozen=True)
class Sorted:
    """The outcome for one file: whether each form in it became a document with the right form, revision and pages."""

    name: str
    right: bool
    taken: tuple[str, ...]
    foreign: bool

    @property
    def wrong_form(self) -> bool:
        """Whether it was taken for a wrong form, which is worse than asking a person."""
        return self.foreign and any(self.taken)


def outcomes(reading: DocumentReading, truth: Truth) -> Iterator[Outcome]:
    """Yield the outcome of every field of the form; a field that was not read counts as illegible."""
    definition = forms.load(truth.form, truth.revision)
    for entry in definition.fields:
        expected = truth.fields[entry.name]
        yield outcome(entry.name, entry.type, truth.writing, truth.level, expected, reading.fields.get(entry.name))


def outcome(name: str, kind: str, writing: str, level: str, expected: str, read: FieldReading | None) -> Outcome:
    """Return the outcome of one field; in texts, case and repeated spaces are ignored."""
    value = read.value if read else None
    state = read.state if read else "illegible"
    if expected:
        exact = value is not None and (_plain(value) == _plain(expected) if kind in _TEXTS else value == expected)
    else:
        exact = value is None and state == "blank"
    shown = name.split("_", 1)[1] if name.startswith(("primary_", "spouse_")) and kind == "name" else name
    kind = shown if kind == "name" else name if kind == "choice" else kind
    sure, others = (read.confidence, tuple(read.alternatives)) if read else (0.0, ())
    return Outcome(name, kind, writing, level, bool(expected), exact, state, sure, expected, value, others)


def sort(name: str, documents: list[DocumentReading], truths: list[Truth]) -> Sorted:
    """Return whether the file was split into the right documents."""
    taken = tuple(f"{one.form} {one.revision}" if one.form else "" for one in documents)
    wanted = tuple(f"{one.form} {one.revision}" for one in truths)
    whole = all(one.form_pages == list(range(1, len(one.pages) + 1)) for one in documents)
    return Sorted(name, taken == wanted and whole if truths else not any(taken), taken, not truths)


def off(reading: DocumentReading, truth: Truth, leads: list[np.ndarray]) -> list[float]:
    """Return the distance of the zones from their true places: for each page the median, in pixels at 300 dpi."""
    pages: dict[int, list[float]] = {}
    for entry in forms.load(truth.form, truth.revision).fields:
        read = reading.fields.get(entry.name)
        if read is None or read.engine == "none":
            continue
        x0, y0, x1, y1 = entry.box
        corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], float)
        seen = cv2.perspectiveTransform(corners, leads[read.page - 1])[0]
        true = np.clip(np.concatenate([seen.min(axis=0), seen.max(axis=0)]), 0, 1)
        apart = (np.array(read.box) - true) * [2550, 3300, 2550, 3300]
        pages.setdefault(read.page, []).append(float(np.hypot(*(apart[:2] + apart[2:]) / 2)))
    return [float(np.median(each)) for each in pages.values()]


def _plain(text: str) -> str:
    return " ".join(text.upper().split())
