"""Finds the entries on a return without a definition: below its captions, in their ruled cells."""

import re
import statistics
from collections.abc import Iterator, Sequence

from desk.forms import captions, proposal
from desk.forms.definition import Box, Field, Option, PageDefinition, Word
from desk.program.words import FormKind
from intake.kin.sheet import Sheet

_MORE = re.compile(r"^\W*(see|protection|identity|enter|here|provide|anótelo|la identidad)", re.IGNORECASE)
_PIN = (76.0, 13.5)  # points: the box for an IP PIN, in the lower right corner of its cell
_YEAR = (2.0, 44.0)  # points after its caption: where a filer writes the tax year
# Small print that is often read only in part; the spouse's is below the filer's, and each cell is used once.
_LOOSE = {
    "primary_ip_pin": r"the irs sent|protection pin|identity prot",
    "spouse_ip_pin": r"the irs sent|protection pin|identity prot",
    "spouse_signature": r"spouse's signature|^signature\. if a joint",
}
_BEHIND = 12.0  # points from a check box to its words
_ROW = 8.0  # points by which the tops of a PIN's cell and of the signature beside it may differ
_DESCENT = 1.5  # points that lower-case letters reach below their line
_LOWEST, _WIDEST = 9.0, 450.0
_FEWEST = 3
_TYPES = ("name", "tin", "pin", "street", "apartment", "city", "state", "zip", "place")


def find(sheet: Sheet) -> list[Field]:
    """Return the fields of the page whose captions can be read, each with its zone in points."""
    cells = list(_cells(sheet.printed))
    found: dict[str, Field] = {}
    for entry in proposal.entries(FormKind.TAX_RETURN):
        if entry.get("instead") in found:
            continue
        box, options = _place(entry, sheet, cells)
        if box:
            found[entry["name"]] = Field(
                name=entry["name"], page=1, box=box, type=entry["type"], label=entry.get("label", ""), options=options
            )
    return [field for field in found.values() if _beside_its_signature(field, found)]


def _place(entry: dict, sheet: Sheet, cells: list) -> tuple[Box | None, dict[str, Option]]:
    if entry["by"] == "cell" and entry["type"] in _TYPES:
        return _in_cell(entry, cells), {}
    if entry["by"] == "place" and entry["type"] == "signature":
        return _in_cell(entry, cells), {}
    if entry["by"] == "beside":
        return _beside(entry, sheet.printed), {}
    if entry["by"] == "tick" and entry.get("options"):
        return _ticks(entry["options"], sheet)
    return None, {}


def _in_cell(entry: dict, cells: list[tuple[Box, list[list[Word]]]]) -> Box | None:
    """The empty part of the first cell whose words fit; each cell is used once."""
    pattern = _LOOSE.get(entry["name"]) or entry["pattern"]
    for number, (cell, lines) in enumerate(cells):
        text = " ".join(word.text for line in lines for word in line).lower().replace("’", "'")
        if not re.search(pattern, text.lstrip("▶•. |")):
            continue
        box = _corner(cell) if entry["type"] == "pin" else _below(cell, lines)
        if box[3] - box[1] < _LOWEST or not 12 < box[2] - box[0] < _WIDEST:
            continue
        del cells[number]
        return box
    return None


def _beside_its_signature(field: Field, found: dict[str, Field]) -> bool:
    """Whether an IP PIN's box is in the row of the same person's signature, so that it is not the other person's."""
    if field.type != "pin":
        return True
    signature = found.get(field.name.replace("ip_pin", "signature"))
    return signature is not None and abs(signature.box[3] - field.box[3]) < _ROW


def _corner(cell: Box) -> Box:
    wide, high = _PIN
    return max(cell[0], cell[2] - wide), max(cell[1], cell[3] - high), cell[2], cell[3]


def _below(cell: Box, lines: list[list[Word]]) -> Box:
    last = lines[0]
    for line in lines[1:]:
        if not _MORE.search(" ".join(word.text for word in line)):
            break
        last = line
    foot = statistics.median(word.box[3] for word in last) + _DESCENT  # one word may be merged with an entry
    return cell[0] + 1, min(foot, cell[3]), cell[2] - 1, cell[3]


def _beside(entry: dict, page: PageDefinition) -> Box | None:
    for phrase in captions.phrases(page, entry["pattern"] + r" \(enter year\)"):
        return phrase[2] + _YEAR[0], phrase[1] - 3, phrase[2] + _YEAR[1], phrase[3] + 2
    return None


def _ticks(wanted: dict[str, str], sheet: Sheet) -> tuple[Box | None, dict[str, Option]]:
    """The check boxes of a choice, found by the words to the right of each."""
    options: dict[str, Option] = {}
    for box in sheet.ticks:
        text = captions.right_of(sheet.printed, box, list(sheet.ticks)) if _captioned(box, sheet.printed) else ""
        value = next((value for value, pattern in wanted.items() if re.search(pattern, text)), None)
        if value and value not in options:
            options[value] = Option(box=box)
    if len(options) < _FEWEST:
        return None, {}
    options |= _written_over(wanted, options, sheet)
    sides = list(zip(*(option.box for option in options.values()), strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])), options


def _captioned(tick: Box, page: PageDefinition) -> bool:
    """Whether a word follows the box directly; words farther away may belong to another box."""
    level = (tick[1] + tick[3]) / 2
    return any(-1 < word.box[0] - tick[2] < _BEHIND and word.box[1] < level < word.box[3] for word in page.words)


def _written_over(wanted: dict[str, str], found: dict[str, Option], sheet: Sheet) -> dict[str, Option]:
    """The boxes that a mark hides, placed before their words as the other boxes of the choice are."""
    phrases = {value: list(captions.phrases(sheet.printed, pattern.strip("^$"))) for value, pattern in wanted.items()}
    gaps = [phrase[0] - found[value].box[2] for value in found for phrase in phrases[value]]
    gap = min((gap for gap in gaps if gap > 0), default=0.0)
    side = max(option.box[3] - option.box[1] for option in found.values())
    rows = [(option.box[1] + option.box[3]) / 2 for option in found.values()]
    hidden = {}
    for value in wanted.keys() - found.keys():
        for phrase in phrases[value]:
            level = (phrase[1] + phrase[3]) / 2
            if any(abs(level - row) < side for row in rows) and phrase[0] - gap > side:
                right = phrase[0] - gap
                hidden[value] = Option(box=(right - side, level - side / 2, right, level + side / 2))
                break
    return hidden


def _cells(page: PageDefinition) -> Iterator[tuple[Box, list[list[Word]]]]:
    """Yield the ruled cells that hold words, from the top left, each with its lines."""
    right = max((rule.x1 for rule in page.rules if rule.x1 - rule.x0 > page.width / 3), default=page.width)
    left = min((rule.x0 for rule in page.rules if rule.x1 - rule.x0 > page.width / 3), default=0.0)
    found: dict[tuple[int, ...], tuple[Box, list[Word]]] = {}
    for word in page.words:
        x0, y0, x1, y1 = captions.cell(page, word.box)
        cell = max(x0, left), y0, min(x1, right), y1
        if cell[2] - cell[0] > 5 and cell[3] - cell[1] > 5:
            found.setdefault(tuple(round(side / 3) for side in cell), (cell, []))[1].append(word)
    for cell, words in sorted(found.values(), key=lambda one: (round(one[0][1] / 4), one[0][0])):
        yield cell, _lines(words)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    return captions.lines(PageDefinition(number=1, width=9999, height=9999, words=tuple(words)))
