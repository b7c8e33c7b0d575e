"""Reads the fields of one aligned page: each zone is read by the reader for its kind, then judged."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desk.forms.boxes import EVERYWHERE
from desk.forms.definition import Field, FormDefinition
from desk.program import phone
from desk.program.words import ReadingState
from desk.reading.found import FieldReading
from intake.engines import Crop, script
from intake.engines.digits import reader as digits
from intake.engines.words import reader as text
from intake.fields import addresses, agreement, bounds, frames, ink, marks, stated, surnames, trust, zones
from intake.fields.born_digital import NOTHING, Statements
from intake.fields.trust import Verdict
from intake.lexicon import dates
from intake.stopwatch import Stopwatch

DIGITS = frozenset({"tin", "pin", "zip", "phone", "date", "year", "amount"})
WORDS = frozenset({"name", "street", "apartment", "city", "state", "place"})
_SCRAWL = 150  # px of strokes at 300 dpi: with less, a signature is not certain
_BLOT = 0.4  # share of a zone: ink that covers more of it is a shadow, not a signature
_TYPED = 0.34  # share of typed fields on a page; writing is rarely taken for type, but type without feet is for writing
_BESIDE = 60  # px of ink just outside an empty box: the entry may have been written there
_READ_AS = {"place": "street"}  # kinds that no network reads, and the kind with the same characters


@dataclass(frozen=True, eq=False)
class Sheet:
    """A page aligned with its definition: `image` uint8 gray, `matrix` (3 × 3) from points to its pixels.

    `stated`: the values that the file itself states. `printed`: the blank page (uint8 gray, 200 dpi) if the definition
    has none on file.
    """

    image: np.ndarray
    matrix: np.ndarray
    definition: FormDefinition
    form_page: int
    number: int
    stated: Statements = NOTHING
    printed: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Seen:
    """One field as cut from the page: its zone and the writing in it. A choice has one for each option."""

    zone: zones.Zone
    ink: ink.Ink

    @cached_property
    def writing(self) -> np.ndarray:
        """Only the writing (see `ink.alone`)."""
        return ink.alone(self.ink, self.zone.printed)


Trace = Callable[[Sheet, dict[str, dict[str, Seen]], dict[str, FieldReading]], None]


def read(sheet: Sheet, watch: Stopwatch, trace: Trace | None = None) -> dict[str, FieldReading]:
    """Read every field of the page, in the definition's order; `trace` gets the zones and the readings."""
    with watch.stage("zones"):
        tone = ink.tone(sheet.image)
        seen = {field.name: look(sheet, field, tone) for field in sheet.definition.fields_on(sheet.form_page)}
    found = {}
    for field in sheet.definition.fields_on(sheet.form_page):
        verdict, engine = _judge(sheet, field, seen[field.name], watch)
        found[field.name] = reading(sheet, field, verdict, engine)
    with watch.stage("bounds"):
        found |= _cut_short(sheet, seen, found)
    with watch.stage("agreement"):
        found = agreement.settle(surnames.settle(addresses.settle(found)), _doubted_words(sheet, seen, found))
    if trace:
        trace(sheet, seen, found)
    return found


def _cut_short(
    sheet: Sheet, seen: dict[str, dict[str, Seen]], found: dict[str, FieldReading]
) -> dict[str, FieldReading]:
    """The words that the page shows only in part, which must not be trusted.

    Letters that rest on a rule count only on a typed page: handwriting stands on the rule and loses no feet to it.
    """
    fields = sheet.definition.fields_on(sheet.form_page)
    scripts = [found[field.name].script for field in fields if found[field.name].script]
    typed = scripts.count(script.TYPED) >= _TYPED * len(scripts)
    words = [field.name for field in fields if field.type in WORDS and found[field.name].engine == text.TextReader.name]
    cut = [
        name
        for name in words
        if bounds.run_over(seen[name][""].ink)
        or (typed or found[name].script == script.TYPED)
        and bounds.rest_on_rule(seen[name][""].ink, seen[name][""].zone.printed)
    ]
    doubted = {ReadingState.READ: ReadingState.SUSPECT}
    return {
        name: dataclasses.replace(one, state=doubted.get(one.state, one.state), faint=True)
        for name, one in found.items()
        if name in cut
    }


def _doubted_words(sheet: Sheet, seen: dict[str, dict[str, Seen]], found: dict[str, FieldReading]) -> dict[str, Crop]:
    """The writing of the doubtful typed word fields."""
    words = [field for field in sheet.definition.fields_on(sheet.form_page) if field.type in WORDS]
    in_doubt = [field for field in words if found[field.name].state == ReadingState.SUSPECT]
    typed = [field for field in in_doubt if found[field.name].script == script.TYPED]
    return {field.name: _line(field, seen[field.name][""]) for field in typed}


def unread(definition: FormDefinition, form_page: int, number: int) -> dict[str, FieldReading]:
    """Return the fields of page `number` of a file if nothing may be read on it: all illegible, anywhere on it."""
    nothing = FieldReading(None, ReadingState.ILLEGIBLE, 0.0, [], number, EVERYWHERE, "none")
    return {field.name: nothing for field in definition.fields_on(form_page)}


def look(sheet: Sheet, field: Field, tone: ink.Tone) -> dict[str, Seen]:
    """Cut a field's zone, or the box of each option; by option, "" for a field without options."""
    margin = marks.MARGIN if field.type in ("choice", "check") else zones.MARGIN
    boxes = {value: option.box for value, option in field.options.items()} or {"": field.box}
    printed = zones.print_of(sheet.definition, sheet.form_page) if sheet.printed is None else sheet.printed
    seen = {}
    for value, box in boxes.items():
        bare = zones.cut(sheet.image, sheet.matrix, printed, box, margin)
        zone = frames.add(bare, field)
        seen[value] = Seen(zone, ink.separate(zone.gray, zone.printed, tone, zone.margin, bare.printed))
    return seen


def reading(sheet: Sheet, field: Field, verdict: Verdict, engine: str) -> FieldReading:
    """Make the reading of a field from a verdict and its place on the page."""
    place = zones.place(sheet.image.shape, sheet.matrix, field.box)
    confidence = round(float(verdict.confidence), 4)
    said = verdict.value, verdict.state, confidence, verdict.alternatives
    return FieldReading(*said, sheet.number, place, engine, verdict.script, verdict.faint)


def _judge(sheet: Sheet, field: Field, seen: dict[str, Seen], watch: Stopwatch) -> tuple[Verdict, str]:
    """Judge what the image shows and, if the file states a value itself, whether the two agree."""
    shown, engine = _shown(field, seen, watch)
    value, doubted = sheet.stated.values.get(field.name), field.name in sheet.stated.doubted
    if value and field.type != "signature":
        return stated.judge(field, value, shown, doubted), "pdf"
    return (stated.doubt(shown) if doubted else shown), engine


def _shown(field: Field, seen: dict[str, Seen], watch: Stopwatch) -> tuple[Verdict, str]:
    if field.type == "choice":
        with watch.stage("marks"):
            return Verdict(*marks.choose({value: marks.look(one.ink) for value, one in seen.items()})), "marks"
    only = seen[""]
    if field.type == "check":
        with watch.stage("marks"):
            return Verdict(*marks.check(marks.look(only.ink))), "marks"
    presence = only.ink.presence()
    if field.type == "signature":
        return _signature(presence, only.ink), "ink"
    if presence == "blank":
        beside = field.type in ("tin", "pin") and only.ink.beside() >= _BESIDE
        return trust.DOUBTED if beside else trust.BLANK, "ink"
    if field.type in DIGITS:
        with watch.stage("digits"):
            return _digits(field, only, presence), digits.DigitReader.name
    with watch.stage("text"):
        return _words(field, only, presence), text.TextReader.name


def _signature(presence: str, written: ink.Ink) -> Verdict:
    if presence == "blank":
        return trust.BLANK
    if presence == "unclear":
        return trust.DOUBTED
    height, width = (side - 2 * written.margin for side in written.depth.shape)
    sure = presence == "written" and _SCRAWL <= written.area() <= _BLOT * height * width
    state, chance = (ReadingState.READ, 0.995) if sure else (ReadingState.SUSPECT, 0.6)
    return Verdict("yes", state, chance, [("yes", chance)])


def number(field: Field, seen: Seen) -> Crop:
    """Return a zone with digits as a crop for the digit reader."""
    return Crop(seen.zone.gray, seen.zone.margin, field.type, lambda: seen.writing)


def _digits(field: Field, seen: Seen, presence: str) -> Verdict:
    verdict = trust.judge(digits.reader().read([number(field, seen)])[0], field.type, presence != "written")
    whole = verdict.value is None or _is_possible(field, verdict.value)
    return verdict if whole else dataclasses.replace(verdict, state=ReadingState.SUSPECT)


def _is_possible(field: Field, value: str) -> bool:
    """Whether a date or phone number is possible; an impossible one is in doubt, however clearly it is written."""
    rule = {"date": dates.iso, "phone": phone.valid, "year": dates.tax_year}.get(field.type)
    return rule is None or bool(rule(value))


def _words(field: Field, seen: Seen, presence: str) -> Verdict:
    verdict = trust.judge(
        text.reader().read([_line(field, seen)])[0], _READ_AS.get(field.type, field.type), presence != "written"
    )
    agrees = field.type != "place" or verdict.value is None or addresses.agrees(verdict.value)
    return verdict if agrees else dataclasses.replace(verdict, state=ReadingState.SUSPECT)


def _line(field: Field, seen: Seen) -> Crop:
    """Only the writing, as a crop for the readers of words."""
    return Crop(seen.writing, seen.zone.margin, _READ_AS.get(field.type, field.type))
