"""The reliability diagram: how often values were right, by the desk's confidence."""

import math
from pathlib import Path

import matplotlib
from matplotlib import pyplot

from bench.accuracy import figures
from bench.accuracy.figures import Bin
from bench.accuracy.running import Results
from desk.reports import intervals

_KINDS = (("tin", "TIN"), ("pin", "IP PIN"), ("zip", "ZIP"), ("last_name", "last name"))
_WRITINGS = {"hand": "by hand", "font": "in a handwriting font", "typed": "typed"}
_TICKS = (0.0, 0.9, 0.99, 0.999, 0.9999)
_MOST = 0.99995  # the end of both axes


def draw(results: Results, file: Path) -> None:
    """Draw one panel for each kind of field and available writing; each step on an axis is a tenth of the doubt."""
    matplotlib.use("Agg")
    every = [*results.strips, *results.pages]
    writings = [writing for writing in _WRITINGS if any(one.writing == writing for one in every)]
    size = 3.6 * len(_KINDS), 3.4 * len(writings)
    figure, panels = pyplot.subplots(
        len(writings), len(_KINDS), figsize=size, sharex=True, sharey=True, squeeze=False, layout="constrained"
    )
    for row, writing in zip(panels, writings, strict=True):
        for panel, (kind, title) in zip(row, _KINDS, strict=True):
            _axes(panel, f"{title}, {_WRITINGS[writing]}")
            found = figures.bins(one for one in every if (one.kind, one.writing) == (kind, writing))
            for one in found:
                _mark(panel, one)
            if not found:
                panel.text(2, 2, f"fewer than {figures.LEAST} values", ha="center", color="0.3")
    figure.supxlabel("How sure the desk says it is")
    figure.supylabel("How often it was right")
    figure.savefig(file, dpi=90)
    pyplot.close(figure)


def _axes(panel, title: str) -> None:
    places = [_place(share) for share in _TICKS]
    names = [f"{100 * share:.4g} %" for share in _TICKS]
    span = (-0.1, _place(_MOST) + 0.1)
    panel.plot(span, span, color="0.75", linewidth=1, zorder=0)
    panel.set(title=title, xticks=places, yticks=places, xlim=span, ylim=span)
    panel.set_xticks(places, names, fontsize=7)
    panel.set_yticks(places, names, fontsize=7)
    panel.grid(color="0.93")


def _mark(panel, one: Bin) -> None:
    """Mark the share that was right with its interval; if none was wrong, only the lower bound."""
    low, high = (_place(1 - share) for share in reversed(intervals.exact(one.wrong, one.n)))
    x = _place(one.sure)
    arrow = {"arrowstyle": "-" if one.wrong else "->", "color": "C0", "shrinkA": 0, "shrinkB": 0}
    panel.annotate("", (x, high), (x, low), arrowprops=arrow)
    right = _place(1 - one.wrong / one.n) if one.wrong else low
    panel.plot(x, right, "o", color="C0", markerfacecolor="C0" if one.wrong else "white", markersize=4)
    says = f"{one.wrong:,} of {one.n:,} wrong" if one.wrong else f"no error in {one.n:,}"
    panel.text(x + 0.08, low + 0.05, says, rotation=90, va="bottom", fontsize=7, color="0.3")


def _place(share: float) -> float:
    """The position of a share on an axis: its doubt in powers of ten."""
    return -math.log10(1 - min(share, _MOST))
