"""Finds frames that PDF software draws around a field but the press does not print; they count as print.

A PDF viewer draws a comb with a line between the cells, a PDF library only the box.
"""

from dataclasses import replace

import numpy as np

from desk.forms.definition import Field
from intake import picture
from intake.fields.zones import Zone

_REACH = 6  # px at 300 dpi: how far from its place a line is searched for
_CONTRAST = 40  # gray levels by which a line is darker than the paper
_WHOLE = 0.9  # share of the height that a line covers and a digit between two lines does not
_MISSED = 2  # lines that may be faded or written over
_HALF = 3  # px each side of a line's middle that count as print


def add(zone: Zone, field: Field) -> Zone:
    """Return the zone with the field's frame added to `printed` if the page has one, else the zone unchanged."""
    if field.options or field.type in ("check", "signature"):
        return zone
    if field.framed and field.cells:
        combed = _comb(zone, field.cells)
        if combed is not zone:
            return combed
    return _box(zone)


def _comb(zone: Zone, cells: int) -> Zone:
    """The zone with a frame that has a line between the cells."""
    height, width = zone.gray.shape
    edges = np.linspace(zone.margin, width - zone.margin, cells + 1)
    part = zone.gray[_inner(zone)]
    found = [_darkest(part.mean(axis=0), edge) for edge in edges]
    dark = _dark(part)
    whole = [dark[:, at - 1 : at + 2].any(axis=1).mean() > _WHOLE for at in found]
    if sum(whole) < len(edges) - _MISSED:
        return zone
    profile = zone.gray[:, found[0] : found[-1]].mean(axis=1)
    levels = [_darkest(profile, at) for at in (zone.margin, height - zone.margin)]
    return _drawn(zone, [(at, at) for at in found], [(at, at) for at in levels])


def _box(zone: Zone) -> Zone:
    """The zone with a frame of four sides only, each of which may lie beside a printed rule."""
    height, width = zone.gray.shape
    across = _dark(zone.gray[_inner(zone)]).mean(axis=0)
    columns = [band for at in (zone.margin, width - zone.margin) if (band := _band(across, at))]
    if len(columns) < 2:
        return zone
    down = _dark(zone.gray[:, columns[0][1] : columns[1][0]]).mean(axis=1)
    rows = [band for at in (zone.margin, height - zone.margin) if (band := _band(down, at))]
    return zone if len(rows) < 2 else _drawn(zone, columns, rows)


def _inner(zone: Zone) -> slice:
    return slice(zone.margin + 3, zone.gray.shape[0] - zone.margin - 3)


def _dark(part: np.ndarray) -> np.ndarray:
    return part < picture.percentiles(part, 80)[0] - _CONTRAST


def _band(shares: np.ndarray, at: int) -> tuple[int, int] | None:
    """The first and the last pixel line near `at` that is dark over its whole length; None if there is none."""
    low = at - _REACH
    whole = low + np.flatnonzero(shares[low : at + _REACH + 1] > _WHOLE)
    return (int(whole[0]), int(whole[-1])) if len(whole) else None


def _drawn(zone: Zone, columns: list[tuple[int, int]], rows: list[tuple[int, int]]) -> Zone:
    printed = zone.printed.copy()
    for first, last in columns:
        printed[rows[0][0] : rows[-1][1] + 1, first - _HALF : last + _HALF + 1] = 0
    for first, last in rows:
        printed[first - _HALF : last + _HALF + 1, columns[0][0] : columns[-1][1] + 1] = 0
    return replace(zone, printed=printed)


def _darkest(profile: np.ndarray, at: float) -> int:
    """The darkest position of a profile near `at`."""
    low = int(round(at)) - _REACH
    return low + int(profile[low : low + 2 * _REACH + 1].argmin())
