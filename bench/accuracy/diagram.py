"""Reliability diagrams: how often a value is right against how sure the reader said to be."""

from pathlib import Path

import matplotlib
from matplotlib import pyplot

from bench.accuracy import figures
from bench.accuracy.running import Results
from bench.accuracy.scoring import Outcome

_KINDS = (("tin", "TIN"), ("pin", "IP PIN"), ("zip", "ZIP"), ("last_name", "last name"))
_STYLES = {"hand": "o-", "font": "s--", "typed": "^:"}
_FLOOR = 2e-4


def draw(results: Results, file: Path) -> None:
    """One panel for each kind of field; both axes are doubt, so that the upper right corner is no doubt at all."""
    matplotlib.use("Agg")
    figure, panels = pyplot.subplots(1, len(_KINDS), figsize=(15, 4), sharey=True)
    for panel, (kind, title) in zip(panels, _KINDS, strict=True):
        every = [one for one in [*results.strips, *results.pages] if one.kind == kind]
        for writing, style in _STYLES.items():
            _line(panel, [one for one in every if one.writing == writing], style, writing)
        panel.plot([1, _FLOOR], [1, _FLOOR], color="grey", linewidth=0.8)
        panel.set(xscale="log", yscale="log", xlim=(1, _FLOOR), ylim=(1, _FLOOR), title=title, xlabel="1 − confidence")
    panels[0].set_ylabel("share wrong")
    panels[0].legend()
    figure.tight_layout()
    figure.savefig(file, dpi=90)
    pyplot.close(figure)


def _line(panel, outcomes: list[Outcome], style: str, writing: str) -> None:
    points = figures.bins(outcomes)
    if points:
        doubts, wrong = (
            [max(_FLOOR, 1 - mean) for mean, _, _ in points],
            [max(_FLOOR, 1 - right) for _, right, _ in points],
        )
        panel.plot(doubts, wrong, style, label=writing, markersize=4)
