"""Frames that a PDF viewer draws around a comb and the press does not; where present, they count as print."""

from dataclasses import replace

import numpy as np

from desk.forms.definition import Field
from intake import picture
from intake.fields.zones import Zone

_REACH = 6  # px at 300 dpi around its place where a line is looked for
_CONTRAST = 40  # grey levels by which a line is darker than the paper
_WHOLE = 0.9  # share of the height that a line runs through, as no digit between two lines does
_MISSED = 2  # lines that may be faded or written over
_HALF = 3  # px each side of a line's middle that count as print


def add(zone: Zone, field: Field) -> Zone:
    """The zone with the frame of its comb in `printed`, if the paper has one; else the zone as it is."""
    if not (field.framed and field.cells):
        return zone
    height, width = zone.grey.shape
    inner = slice(zone.margin + 3, height - zone.margin - 3)
    edges = np.linspace(zone.margin, width - zone.margin, field.cells + 1)
    part = zone.grey[inner]
    found = [_darkest(part.mean(axis=0), edge) for edge in edges]
    dark = part < picture.percentiles(part, 80)[0] - _CONTRAST
    whole = [dark[:, at - 1 : at + 2].any(axis=1).mean() > _WHOLE for at in found]
    if sum(whole) < len(edges) - _MISSED:
        return zone
    printed = zone.printed.copy()
    top, bottom = (
        _darkest(zone.grey[:, found[0] : found[-1]].mean(axis=1), at) for at in (zone.margin, height - zone.margin)
    )
    for at in found:
        printed[top : bottom + 1, at - _HALF : at + _HALF + 1] = 0
    for at in (top, bottom):
        printed[at - _HALF : at + _HALF + 1, found[0] : found[-1] + 1] = 0
    return replace(zone, printed=printed)


def _darkest(profile: np.ndarray, at: float) -> int:
    """The darkest place of a profile near `at`."""
    low = int(round(at)) - _REACH
    return low + int(profile[low : low + 2 * _REACH + 1].argmin())
