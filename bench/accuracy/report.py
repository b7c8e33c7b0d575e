"""Writes docs/benchmarks.md from what the run found."""

import statistics
from collections.abc import Iterable

from bench.accuracy import figures, sources, strips
from bench.accuracy.figures import Tally
from bench.accuracy.matching import Met
from bench.accuracy.peers import Peer
from bench.accuracy.running import Results
from desk import calendar

_HEAD = """# How well and how fast forms are read

Written by `python -m bench.accuracy {options}` on {today} ({machine}; {minutes} minutes). Run it again to check: every
document is made from the seed.

Returns are written on the real blanks of tax years 2020–2025, applications on our drawing of Form 15227. *Hand* is real
hand-print (NIST): {glyphs} characters of writers kept from training; *font* are handwriting fonts kept from training;
*typed* are typefaces, one character to a cell of a comb or running. SSNs by hand stand 3-2-4 between the printed
ticks, one in six evenly across them. Levels: *clean* (0.3° askew), *office* (1.5°, blur, noise, weak contrast, 200 or
300 dpi, G4 or JPEG 58–66, a few staples and folds) and *harsh* (3°, perspective, strong blur and noise, roller
lines, punch holes, stains, JPEG 45–80). *Exact*: the value is right, among fields with something in them (upper and lower
case alike in names). *Trusted*: `read` or `blank`, among all fields. *Wrong*: trusted and not what is written; *bound*: the
upper 95 % bound of the error rate among trusted values (Clopper–Pearson).
"""


def text(results: Results, met: list[Met], compared, options: str, machine: str, seconds: float) -> str:
    """The report as Markdown."""
    head = _HEAD.format(
        options=options, today=calendar.today(), machine=machine, minutes=round(seconds / 60), glyphs=f"{sources.handprint().count:,}"
    )
    parts = [head, _strips(results), _pages(results), _files(results), _people(met), _times(results)]
    if compared:
        parts.append(_peers(*compared))
    return "\n".join(parts)


def _strips(results: Results) -> str:
    groups = figures.grouped(results.strips, lambda one: (one.kind, one.writing, one.level))
    hand = [one for one in results.strips if one.writing == "hand"]
    digits = sum(len(one.expected) for one in hand)
    available = sum(len(sources.handprint().pool(str(digit))) for digit in range(10))
    again = f"{digits:,} hand-printed digits came from {available:,} kept ones: each was used {digits / available:.0f} times on average"
    return "\n".join([
        "## Fields\n",
        f"TINs and PINs on strips of real pages, scanned, and cut by the reader's own code through a registration that is "
        f"off by {strips.ERROR} px (1 σ, at 300 dpi). {again if hand else ''}, always in another size, slant, stroke and scan.\n",
        _table(("kind", "writing", "level"), groups),
        "\n![Reliability](reliability.png)\n\nHow often values are wrong (down: seldom) against how sure the reader is (right: surer).\n",
    ])  # fmt: skip


def _pages(results: Results) -> str:
    groups = figures.grouped(results.pages, lambda one: (one.kind, one.writing, one.level))
    return "## Pages\n\nEvery field of whole documents, from the file to the value.\n\n" + _table(("kind", "writing", "level"), groups)


def _table(names: tuple[str, ...], groups: dict[tuple, Tally]) -> str:
    head = [*names, "n", "filled", "exact", "blank found", "trusted", "wrong", "bound"]
    rows = [[*key, *_cells(tally)] for key, tally in groups.items()]
    return _lines(head, rows)


def _cells(one: Tally) -> list[str]:
    empty = one.n - one.filled
    return [
        f"{one.n:,}", f"{one.filled:,}", _share(one.exact, one.filled), _share(one.blanks_right, empty), _share(one.trusted, one.n),
        str(one.wrong), f"{100 * one.bound:.2f} %" if one.trusted else "–",
    ]  # fmt: skip


def _files(results: Results) -> str:
    ours, others = [one for one in results.files if not one.foreign], [one for one in results.files if one.foreign]
    apart = [off for level, off in results.off if level == "office"]
    lines = [
        "## Form, revision and page\n",
        f"- {sum(one.right for one in ours):,} of {len(ours):,} files fell into the right documents, of the right form, revision and "
        "pages (one in forty holds two, one in eight is upside down or sideways).",
        f"- {sum(one.wrong_form for one in others)} of {len(others):,} papers that are none of ours (letters, other forms, empty backs) were taken for ours.",
    ]
    if apart:
        lines.append(
            f"- Registration at office level: median {statistics.median(apart):.2f} px, 99th of a hundred "
            f"{sorted(apart)[int(0.99 * (len(apart) - 1))]:.2f} px at 300 dpi ({len(apart):,} pages)."
        )
    wrong = [one.name for one in ours if not one.right]
    return "\n".join([*lines, *([f"- Not right: {', '.join(wrong[:20])}"] if wrong else [])]) + "\n"


def _people(met: list[Met]) -> str:
    groups: dict[tuple[str, str], list[Met]] = {}
    for one in met:
        groups.setdefault((one.writing, one.level), []).append(one)
    rows = [
        [*key, f"{len(each):,}", _share(sum(one.right for one in each), len(each)), str(sum(one.wrong for one in each))]
        for key, each in sorted(groups.items())
    ]
    intro = (
        "## The right taxpayer\n\nOn a record of everybody who filed here, a relative of each at the same address, and a stranger of "
        "each whose TIN differs in one digit: is the right one first, and is a wrong one ever taken without a person?\n\n"
    )
    return intro + _lines(["writing", "level", "n", "right first", "wrong one taken"], rows)


def _times(results: Results) -> str:
    two = [one for one in results.seconds if one["pages"] == 2]
    if not two:
        return ""
    stages = sorted({name for one in two for name in one} - {"pages", "wall", "processor"})
    share = sum(one["processor"] for one in two) / max(1e-9, sum(one["wall"] for one in two))
    rows = [[name, f"{1000 * share * statistics.mean(one.get(name, 0) for one in two):.0f}"] for name in stages]
    rows.append(["whole", f"{1000 * statistics.mean(one['processor'] for one in two):.0f}"])
    intro = (
        f"## Time\n\nMilliseconds of one core for a document of two pages, models loaded (mean of {len(two):,}; processor time, stages by "
        "their share of it).\n\n"
    )
    return intro + _lines(["stage", "ms"], rows) + f"\nMemory of a process that reads: {results.memory:.0f} MB at most.\n"


def _peers(peers: Iterable[Peer], ours: Peer) -> str:
    rows = []
    for peer in (ours, *peers):
        if peer.absent:
            rows.append([peer.name, peer.absent, "", "", "", ""])
            continue
        mean = statistics.mean(peer.seconds)
        rows.append([peer.name, f"{mean:.2f}", f"{mean / statistics.mean(ours.seconds):.1f} ×", *(_share(*peer.scores[kind]) for kind in ("tin", "pin", "last_name"))])
    intro = (
        f"## Beside others\n\nThe same {len(ours.seconds)} returns at office level, one process, one thread, in the same run. A number counts "
        "as read when its digits stand anywhere in the text, trusted or not.\n\n"
    )
    return intro + _lines(["reader", "seconds a document", "to ours", "TIN", "PIN", "last name"], rows)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def _lines(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
