"""Blank, faint and written, on the print of every form on file."""

import cv2
import numpy as np
import pytest

from desk import forms
from intake.fields import ink, zones
from tests.intake import paper

FORMS = [(one.form, one.revision) for one in forms.all()]
PAGES = sorted({(one.form, one.revision, field.page) for one in forms.all() for field in one.fields})


@pytest.mark.parametrize(("form", "revision"), FORMS)
def test_an_empty_form_is_blank_everywhere(form: str, revision: str):
    """No zone of an empty scanned form holds writing, so that no missing PIN is taken for a written one."""
    definition = forms.load(form, revision)
    for page in {field.page for field in definition.fields}:
        image, matrix = paper.scanned(paper.printed(definition, page), seed=page)
        for field in definition.fields_on(page):
            if not field.options and field.type != "check":
                assert paper.ink_in(image, matrix, definition, page, field.box).presence() == "blank", field.name


@pytest.mark.parametrize(("form", "revision", "page"), PAGES)
def test_writing_is_seen_in_every_zone(form: str, revision: str, page: int):
    """A few strokes of a pen are writing wherever they stand; each other zone on the page is written in too."""
    definition = forms.load(form, revision)
    fields = [field for field in definition.fields_on(page) if field.type not in ("choice", "check")]
    sheet = paper.printed(definition, page)
    for field in fields:
        paper.write(sheet, field.box)
    image, matrix = paper.scanned(sheet)
    seen = {field.name: paper.ink_in(image, matrix, definition, page, field.box).presence() for field in fields}
    assert set(seen.values()) <= {"written"}, seen


def pin_box(mark) -> str:
    """The presence seen in a PIN box on which `mark(sheet, x0, y0, x1, y1)` drew."""
    definition = forms.load("f1040", "2024")
    field = definition.field("primary_ip_pin")
    sheet = paper.printed(definition, field.page)
    mark(sheet, *paper.pixels(field.box))
    image, matrix = paper.scanned(sheet, noise=2.0)
    return paper.ink_in(image, matrix, definition, field.page, field.box).presence()


def test_faint_pencil_is_not_blank():
    """A box with weak strokes is never reported as empty."""
    definition = forms.load("f1040", "2024")
    box = definition.field("primary_ip_pin").box
    assert pin_box(lambda sheet, *_: paper.write(sheet, box, darkness=0.25)) == "faint"


@pytest.mark.parametrize(("rows", "seen"), [(9, "unclear"), (1, "blank")])
def test_what_is_left_of_pale_writing_is_not_blank(rows: int, seen: str):
    """Scanned to black and white it is specks in a crowd; a speck here and there is dust."""
    paper_alone, tone = np.full((90, 300), 255, np.uint8), ink.Tone(255, 0, 2)
    gray = paper_alone.copy()
    for left in range(40, 260, 50):
        for row in range(rows):
            gray[30 + 3 * row, left + 5 * row % 13] = 0
    assert ink.separate(gray, paper_alone, tone, 12).presence() == seen


@pytest.mark.parametrize(("lost", "specks", "seen"), [(6, 3, "unclear"), (6, 0, "blank"), (0, 3, "blank")])
def test_specks_are_not_blank_where_the_scan_lost_print(lost: int, specks: int, seen: str):
    """What thinned the form's own lines left no more of thin writing; on a good scan specks are dust."""

    def mark(sheet: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> None:
        for column in range(lost):
            sheet[:, column::40] = 255
        for speck in range(specks):
            x = x0 + (speck + 1) * (x1 - x0) // (specks + 1)
            sheet[(y0 + y1) // 2 :, x][:3] = 0
            sheet[(y0 + y1) // 2 :, x + 1][:3] = 0

    assert pin_box(mark) == seen


@pytest.mark.parametrize(("specks", "seen"), [(5, "blank"), (10, "unclear")])
def test_many_specks_are_not_blank(specks: int, seen: str):
    """Dots all over a box may be pale writing drawn with dots, or hide some; a few are dust."""
    paper_alone, tone = np.full((90, 300), 255, np.uint8), ink.Tone(255, 0, 2)
    gray = paper_alone.copy()
    for speck in range(specks):
        y, x = 28 + 32 * (speck // 5), 30 + 55 * (speck % 5)
        gray[y : y + 3, x : x + 3] = 0
    assert ink.separate(gray, paper_alone, tone, 12).presence() == seen


def test_a_pattern_all_over_does_not_hide_writing():
    """Stripes through the whole crop are no lines of a dirty roller, of which there are a few."""
    paper_alone, tone = np.full((90, 300), 255, np.uint8), ink.Tone(255, 0, 2)
    stripes = np.broadcast_to(225 + 30 * np.sin(np.arange(300) * 0.9), paper_alone.shape)
    gray = np.ascontiguousarray(stripes, np.uint8)
    cv2.putText(gray, "482913", (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, 3)
    assert ink.separate(gray, paper_alone, tone, 12).presence() == "written"


@pytest.mark.parametrize("rows", [slice(-60, None), slice(-60, 25), slice(25, None)], ids=["all", "upper", "lower"])
def test_a_box_beyond_a_tear_is_not_blank(rows: slice):
    """Where the form's own lines are gone, so would be what somebody wrote."""

    def tear(sheet: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> None:
        sheet[y0 + rows.start : y0 + (rows.stop or 400), x0 - 60 : x1 + 60] = 255

    assert pin_box(tear) == "unclear"


def test_tails_of_the_row_above_are_no_specks():
    """What only reaches into a box belongs to the neighbor, however often it does."""
    paper_alone, tone = np.full((90, 500), 255, np.uint8), ink.Tone(255, 0, 2)
    gray = paper_alone.copy()
    for x in range(40, 460, 40):
        gray[:19, x : x + 3] = 0
    assert ink.separate(gray, paper_alone, tone, 12).presence() == "blank"


def test_a_zone_with_no_inside_is_blank():
    """A box of a hair's height has nothing in it that could be looked at."""
    gray, tone = np.full((32, 200), 255, np.uint8), ink.Tone(255, 0, 2)
    gray[15:17, 100:102] = 0
    assert ink.separate(gray, np.full_like(gray, 255), tone, 12).presence() == "blank"


def test_dust_is_no_writing():
    """Specks under a millimeter leave a box blank."""
    assert pin_box(lambda sheet, x0, y0, x1, y1: cv2.circle(sheet, (x0 + 60, y0 + 20), 3, 0, -1)) == "blank"


def test_a_line_of_the_scanner_is_no_writing():
    """A dark line through the whole page leaves a box blank."""
    assert pin_box(lambda sheet, x0, y0, x1, y1: cv2.line(sheet, (x0 + 90, 0), (x0 + 90, 3299), 60, 2)) == "blank"


def test_a_single_digit_is_writing():
    """One stroke, such as a 1, is enough."""
    assert (
        pin_box(lambda sheet, x0, y0, x1, y1: cv2.line(sheet, (x0 + 90, y0 + 8), (x0 + 90, y1 - 8), 60, 3)) == "written"
    )


def test_writing_alone_keeps_strokes_and_loses_print():
    """What goes to the text reader is white but for the strokes, also where they cross the line under the zone."""
    definition = forms.load("f1040", "2024")
    field = definition.field("primary_last_name")
    sheet = paper.printed(definition, 1)
    x0, y0, x1, y1 = paper.pixels(field.box)
    cv2.line(sheet, (x0 + 200, y0 + 6), (x0 + 200, y1 + 14), 20, 4)
    zone = zones.cut(sheet, np.diag([paper.SCALE, paper.SCALE, 1.0]), zones.print_of(definition, 1), field.box)
    seen = ink.alone(ink.separate(zone.gray, zone.printed, ink.tone(sheet), zone.margin), zone.printed)
    column, margin = 200 + zone.margin, zone.margin
    assert (seen[margin + 10 : margin + (y1 - y0) + 10, column] < 170).all()
    seen[:, column - 12 : column + 12] = 255
    assert (seen > 200).all()


def test_a_rule_that_the_scan_drew_twice_is_no_writing():
    """Where a slanting rule steps from one row of pixels to the next, it is twice as thick for a while."""
    definition = forms.load("f15227", "2025-01")
    field = definition.field("street")
    sheet = paper.printed(definition, field.page)
    printed = zones.print_of(definition, field.page)
    x0, y0, x1, y1 = paper.pixels(field.box)
    rows = np.flatnonzero((sheet[y1 - 12 : y1 + 16, x0 : x0 + 900] < 128).mean(axis=1) > 0.8) + y1 - 12
    for left in range(x0 + 300, x0 + 1800, 400):
        sheet[rows.min() - 3 : rows.min(), left : left + 24] = 0
        sheet[rows.max() + 1 : rows.max() + 3, left : left + 24] = 0
    cv2.line(sheet, (x0 + 60, y0 + 40), (x0 + 60, y1 - 10), 20, 4)
    zone = zones.cut(sheet, np.diag([paper.SCALE, paper.SCALE, 1.0]), printed, field.box)
    seen = ink.alone(ink.separate(zone.gray, zone.printed, ink.tone(sheet), zone.margin), zone.printed)
    columns = np.flatnonzero((seen < 200).any(axis=0)) - zone.margin
    assert 50 < columns.min() <= columns.max() < 70
