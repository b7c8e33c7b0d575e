"""The documents that the benchmark makes."""

import numpy as np
import pytest

from bench import digits
from bench.accuracy import documents, faults, pens, people, sources
from bench.parts import Part
from desk import forms
from intake.fields import ink, reading, zones


def test_a_seed_makes_the_same_file_again(real_paper):
    """Anybody can look at the document behind a figure."""
    first, again = (documents.make([3, 1], "f1040", "2023", "hand", "office") for _ in range(2))
    other = documents.make([3, 2], "f1040", "2023", "hand", "office")
    assert first.data == again.data and first.truths == again.truths
    assert first.data != other.data


def test_only_characters_kept_from_training_are_used(real_paper):
    """The last tenth of the hand-print, and the digits of the second archive that are kept for tests."""
    whole = sources.handprint(Part((0, 1)))
    more = len(digits.more(sources.TEST).labels)
    assert sources.handprint().count - more == pytest.approx(whole.count / 10, rel=0.01)


@pytest.mark.parametrize("writing", ["hand", "typed"])
def test_what_is_written_stands_in_its_zone(real_paper, writing):
    """Cut by the reader's code at the true place, written fields hold ink and the others none."""
    rng = np.random.default_rng(4)
    definition = forms.load("f1040", "2022")
    values = people.entries(rng, definition)
    pages = documents.write(rng, definition, values, writing)
    scale = np.diag([pens.SCALE, pens.SCALE, 1.0])
    for number, page in enumerate(pages, start=1):
        sheet = reading.Sheet(page, scale, definition, number, number)
        for field in definition.fields_on(number):
            if field.type in ("choice", "pin"):
                continue
            zone = zones.cut(page, scale, zones.print_of(definition, number), field.box)
            presence = ink.separate(zone.gray, zone.printed, ink.tone(sheet.image), zone.margin).presence()
            assert (presence == "written") == (field.name in values), field.name


@pytest.mark.parametrize("level", list(faults.LEVELS))
def test_a_scan_says_where_the_paper_lies(real_paper, level):
    """A black square on white paper is found where the scan's own matrix puts it."""
    page = np.full((3300, 2550), 255, np.uint8)
    page[1000:1060, 700:760] = 0
    scanned = faults.scan(page, np.random.default_rng(2), faults.Scanner(level, 200, False))
    x, y, w = scanned.lead @ [730, 1030, 1]
    window = scanned.image[int(y / w) - 60 : int(y / w) + 60, int(x / w) - 60 : int(x / w) + 60] < 110
    rows, columns = np.where(window)
    assert abs(rows.mean() - 59.5) < 2 and abs(columns.mean() - 59.5) < 2


def test_foreign_papers_are_of_every_kind(real_paper):
    """Letters, other forms, empty backs."""
    kinds = {documents.foreign([5, number], "office").name.split("-")[1] for number in range(3)}
    assert kinds == {"letter", "form", "back"}
