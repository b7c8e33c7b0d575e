"""TIFF files of every kind that scanners and fax servers write: the pages alone come out, dark on light, square."""

import numpy as np
import pytest

from intake.opening import file as opening
from intake.opening.raw import RawPage
from tests.intake.opening import tiffs

DPI = 40  # enough to see what is where


def paper(dpi: int = DPI) -> np.ndarray:
    """A white letter page with one black bar near its top left."""
    page = np.full((11 * dpi, 8 * dpi + dpi // 2), 255, np.uint8)
    page[2 * dpi : 3 * dpi, dpi : 4 * dpi] = 0
    return page


def frame(page: np.ndarray, **tags) -> tuple[np.ndarray, dict[int, float]]:
    """A page of eight-bit levels with its tags: `subfile`, `orientation` and the like by name."""
    names = {"subfile": 254, "old_subfile": 255, "bits": 258, "sense": 262, "orientation": 274, "across": 282}
    names |= {"down": 283, "unit": 296, "sample": 339}
    size = {256: tags.pop("wide", page.shape[1]), 257: page.shape[0]}
    usual = {258: 8, 262: 1, 282: DPI, 283: DPI, 296: 2}
    return page, usual | size | {names[name]: value for name, value in tags.items()}


def opened(*frames: tuple[np.ndarray, dict[int, float]], order: str = "<") -> list[RawPage]:
    """The pages of a file of these frames."""
    return opening.open_file(tiffs.made(*frames, order=order))


def is_upright(raw: RawPage) -> bool:
    """Whether a page of `paper` came out dark on light, upright and square."""
    high, wide = raw.image.shape
    bar = raw.image[round(2.1 / 11 * high) : round(2.9 / 11 * high), round(1.2 / 8.5 * wide) : round(3.8 / 8.5 * wide)]
    below = raw.image[round(5 / 11 * high) :]
    return bar.max() < 60 and below.min() > 200 and abs(high / wide - 11 / 8.5) < 0.02


@pytest.mark.parametrize(
    ("tags", "size"),
    [({"subfile": 1}, 20), ({"subfile": 1}, 5), ({"subfile": 4}, DPI), ({"subfile": 5}, 20), ({"old_subfile": 2}, 20)],
    ids=["half", "thumbnail", "mask", "reduced mask", "old tag"],
)
@pytest.mark.parametrize("first", [False, True], ids=["behind", "before"])
def test_reduced_copies_and_masks_are_no_pages(tags, size, first):
    """However the copies lie beside their pages, two pages with one each are two pages, counted as two."""
    page, copy = frame(paper(), subfile=0), frame(paper(size), **tags)
    pages = opened(*((copy, page) if first else (page, copy)) * 2)
    assert [(raw.number, raw.count, is_upright(raw)) for raw in pages] == [(1, 2, True), (2, 2, True)]


def test_a_page_that_is_wrongly_called_reduced_is_kept():
    """A writer that calls every page reduced, or a full one between others, loses none."""
    assert len(opened(*[frame(paper(), subfile=1)] * 3)) == 3
    assert len(opened(frame(paper(), subfile=0), frame(paper(), subfile=1))) == 2


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_a_fax_is_square_whatever_its_unit(unit):
    """The proportion of a fax's pixels holds without a unit as with inches or centimeters."""
    flat = paper(204)[::2]
    scale = 2.54 if unit == 3 else 1
    (raw,) = opened(frame(flat, across=204 / scale, down=102 / scale, unit=unit))
    assert is_upright(raw)
    assert raw.dpi == pytest.approx(204, rel=0.02)


@pytest.mark.parametrize("numbers", [{"across": 2.08, "down": 1, "unit": 1}, {"across": 0, "down": 0}])
def test_a_fax_that_states_hardly_anything_is_square(numbers):
    """A proportion alone, or rows as long as a fax's, are enough."""
    rows = np.arange(11 * 98) * 204 // 98
    bits = np.packbits(paper(204)[rows] > 127, axis=1)
    (raw,) = opened(frame(bits, wide=1734, bits=1, **numbers))
    assert is_upright(raw)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_page_is_turned_as_its_tag_says_and_its_resolution_with_it(orientation):
    """Dots to the inch belong to the rows as they are stored; turned sideways they change places."""
    flat = paper(80)[::2]
    undo = {1: flat, 2: flat[:, ::-1], 3: flat[::-1, ::-1], 4: flat[::-1], 5: flat.T, 6: flat.T[::-1]}
    undo |= {7: flat.T[::-1, ::-1], 8: flat.T[:, ::-1]}
    across, down = (80, 40) if orientation < 5 else (40, 80)
    stored = np.ascontiguousarray(undo[orientation])
    (raw,) = opened(frame(stored, across=across, down=down, orientation=orientation))
    assert is_upright(raw)
    assert raw.dpi == 80


@pytest.mark.parametrize("white_is_zero", [False, True], ids=["black is zero", "white is zero"])
@pytest.mark.parametrize("depth", [1, 8, 12, 16, "12 in 16"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_levels_of_any_depth_are_dark_on_light(depth, white_is_zero, order):
    """One, eight, twelve and sixteen bits, either way round, come out as black bars on white paper."""
    light = paper() // 255 if not white_is_zero else 1 - paper() // 255
    wide = light.shape[1]
    rows, bits = {
        1: lambda: (np.packbits(light, axis=1), 1),
        8: lambda: (light * 255, 8),
        12: lambda: (tiffs.packed12(light.astype(np.uint16) * 4095), 12),
        16: lambda: (words(light * 65535.0, f"{order}u2"), 16),
        "12 in 16": lambda: (words(light * 4095.0, f"{order}u2"), 16),
    }[depth]()
    (raw,) = opened(frame(rows, wide=wide, bits=bits, sense=0 if white_is_zero else 1), order=order)
    assert is_upright(raw)


@pytest.mark.parametrize("highest", [1.0, 255.0, 65535.0])
def test_levels_with_fractions_are_dark_on_light(highest):
    """Whatever a writer takes for white."""
    rows = words(paper() / 255.0 * highest, "<f4")
    (raw,) = opened(frame(rows, wide=paper().shape[1], bits=32, sample=3))
    assert is_upright(raw)


def words(levels: np.ndarray, kind: str) -> np.ndarray:
    """Levels as numbers of more than one byte, row by row."""
    return levels.astype(kind).view(np.uint8).reshape(len(levels), -1)
