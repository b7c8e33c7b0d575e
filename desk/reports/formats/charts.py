"""Draws charts for briefings as SVG; the same figures give the same bytes."""

import io

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.typing import RcKeyType

from desk.reports.table import Chart

_COLORS = (
    "#1a4480",
    "#c05600",
    "#5c7f67",
    "#8b6ca8",
    "#b38600",
    "#0f6b8f",
    "#8e3b46",
    "#71767a",
    "#4d8055",
    "#ad8b65",
)
_INK, _RULE = "#1b1b1b", "#dfe1e2"
_SIZE = (7.2, 3.5)
_SETTINGS: dict[RcKeyType, str | int] = {"svg.hashsalt": "report", "svg.fonttype": "none", "font.size": 9}


def draw(chart: Chart) -> str:
    """Return one chart as an SVG element; its letters are text in the typeface of the page around it."""
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        _bars(axes, chart)
        _dress(axes, chart)
        file = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None, "Title": chart.title})
    svg = file.getvalue().decode()
    return svg[svg.index("<svg") :]


def _bars(axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    below = [0] * len(chart.labels)
    width = 0.66 if chart.stacked else 0.8 / max(1, len(chart.series))
    for number, (name, values) in enumerate(chart.series.items()):
        shift = 0 if chart.stacked else (number - (len(chart.series) - 1) / 2) * width
        bottom = below if chart.stacked else 0
        color = _COLORS[number % len(_COLORS)]
        axes.bar([place + shift for place in places], values, width, bottom=bottom, label=name, color=color)
        below = [one + two for one, two in zip(below, values, strict=True)]
    if chart.stacked:
        for place, height in enumerate(below):
            if height:
                axes.annotate(
                    f"{height:,}", (place, height), (0, 3), textcoords="offset points", ha="center", color=_INK
                )


def _dress(axes, chart: Chart) -> None:
    step = max(1, -(-len(chart.labels) // 14))
    axes.set_xticks(range(0, len(chart.labels), step), [chart.labels[i] for i in range(0, len(chart.labels), step)])
    axes.set_xlabel(chart.axis, color=_INK)
    axes.set_ylabel("Returns", color=_INK)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_ylim(bottom=0, top=max(1.0, axes.get_ylim()[1] * 1.06))
    axes.grid(axis="y", color=_RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if chart.series:
        axes.legend(
            frameon=False, fontsize=8, ncols=min(3, len(chart.series)), loc="upper left", bbox_to_anchor=(0, 1.2)
        )
