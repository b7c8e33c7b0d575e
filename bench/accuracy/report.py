"""Writes docs/benchmarks.md from the results of a run."""

import statistics
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.accuracy import figures, near_misses, sources, strips
from bench.accuracy.figures import Tally
from bench.accuracy.matching import Met
from bench.accuracy.peers import KEYS, Peer
from bench.accuracy.running import Results
from bench.accuracy.scoring import Outcome
from desk.reports import intervals
from desk.system import config

DOCS = Path(__file__).resolve().parents[2] / "docs"
OTHERS = ("## Writers never met", "## Through the desk", "## Screens under load")
"""The headings of the report's parts from other commands, in this order after the rest."""
_NAMES = ["kind", "writing", "level"]
_HEAD = """# How well and how fast forms are read

Written by `python -m bench.accuracy {options}` ({machine}; {minutes} minutes).
Run it again to check: every document is made from the seed.

Returns are written on the real blanks of tax years 2020–2025, applications on our drawing of Form 15227.

- *Hand* is real hand-print (NIST): {glyphs} characters kept from training; *font* are handwriting fonts kept from
  training; *typed* are typefaces, one character to a cell of a comb, or running.
- SSNs by hand stand 3-2-4 between the printed ticks, one in six evenly across them.
- *Clean*: 0.3° askew. *Office*: 1.5°, blur, noise, weak contrast, 200 or 300 dpi, G4 or JPEG 58–66, a few staples and
  folds. *Harsh*: 3°, perspective, strong blur and noise, roller lines, punch holes, stains, JPEG 45–80.
- *Exact*: right among fields with something in them (upper and lower case alike in names). *Trusted*: `read` or
  `blank`, among all fields. *Wrong*: trusted and not what is written. *Bound*: the upper 95 % bound of the error rate
  among trusted values (Clopper–Pearson).
"""
_STRIPS = """## Fields

TINs and PINs on strips of real pages, scanned, and cut by the reader's own code through a registration that is off by
{error} px (1 σ, at 300 dpi). {digits:,} hand-printed digits came from {kept:,} kept ones: each was used {times:.0f}
times on average, always in another size, slant, stroke and scan.
"""
_DIAGRAM = """
![Reliability](reliability.png)

How often values were right against how sure the desk said it was of them: on the gray line it is as sure as it should
be, above it less sure than it could be. Each mark stands for at least {least} values, with its exact 95 % interval;
where none was wrong, the hollow mark is the lower end of that interval, and the truth lies above.
"""
_NEAR = """
For each PIN written on a strip the record was given, one after the other, every number that differs from it in one
look-alike digit (1/7, 4/9, 3/8, 5/6 and such). Of {tried:,} such near misses the desk took {claimed} for the number
on record (upper 95 % bound {bound:.3f} %). It claims a match on a doubtful reading that the image makes {seen:g} likely
at least, where another number is {doubt:g} likely at most. Given the number that is written (office level) it took
{hand} by hand without asking a person, and {typed} typed ones.
"""
_PAGES = """## Pages

Every field of whole documents, from the file to the value.
"""
_FILES = """## Form, revision and page

- {right:,} of {files:,} files fell into the right documents, of the right form, revision and pages (one in forty holds
  two, one in eight is upside down or sideways).
- {taken} of {foreign:,} papers that are none of ours (letters, other forms, empty backs) were taken for ours.
"""
_PEOPLE = """## The right taxpayer

The record holds everybody who filed here, two relatives of each at the same address, one of them with the next number
and, one in ten, nearly the same name, and a stranger of each whose TIN differs in one digit. The desk takes every
document in and looks for its people. Is the right one its first candidate, how often does it take somebody without
anybody keying the TIN (it is trusted, or number, name and address together leave no doubt), and is that ever a wrong
one?
"""
_TIMES = """## Time

Milliseconds of one core for a document of two pages, models loaded (mean of {n:,}; processor time, stages by their
share of it).
"""
_PEERS = """## Beside others

The same {n} returns at office level, one thread, in the same run; seconds of processor. A number counts as read when
its digits stand anywhere in the text, trusted or not.
"""


def text(results: Results, met: list[Met], compared, options: str, machine: str, seconds: float) -> str:
    """Return the report as Markdown."""
    known = {"options": options, "machine": machine, "minutes": round(seconds / 60)}
    head = _HEAD.format(glyphs=f"{sources.handprint().count:,}", **known)
    parts = [head, _strips(results), _pages(results), _files(results), _people(met), _times(results)]
    return "\n".join([*parts, *([_peers(*compared)] if compared else [])])


def keep(file: Path, written: str) -> None:
    """Write the report; keep its parts from other commands."""
    _, others = _parts(file)
    _join(file, written, others)


def put(file: Path, heading: str, written: str) -> None:
    """Write one of the report's parts from other commands under its heading; keep the rest."""
    first, others = _parts(file)
    _join(file, first, others | {heading: written})


def _parts(file: Path) -> tuple[str, dict[str, str]]:
    """The current report: its first part, and the parts from other commands by heading."""
    rest, others = file.read_text(encoding="utf-8") if file.exists() else "", {}
    for heading in reversed(OTHERS):
        before, found, part = rest.partition(f"{heading}\n")
        if found:
            rest, others[heading] = before, found + part
    return rest, others


def _join(file: Path, first: str, others: dict[str, str]) -> None:
    ordered = [first, *(others[heading] for heading in OTHERS if heading in others)]
    file.write_text("\n\n".join(part.strip("\n") for part in ordered if part) + "\n", encoding="utf-8")


def _strips(results: Results) -> str:
    digits = sum(len(one.expected) for one in results.strips if one.writing == "hand")
    kept = sum(len(sources.handprint().pool(str(digit))) for digit in range(10))
    head = _STRIPS.format(error=strips.ERROR, digits=digits, kept=kept, times=digits / kept)
    return "\n".join([head, _table(results.strips), _near(results.strips), _DIAGRAM.format(least=figures.LEAST)])


def _near(outcomes: list[Outcome]) -> str:
    settings = config.load()
    found = near_misses.count(outcomes, settings)
    bound = 100 * intervals.upper(found.claimed, found.tried) if found.tried else 100.0
    right = {
        writing: near_misses.count_right(
            (one for one in outcomes if (one.writing, one.level) == (writing, "office")), settings
        )
        for writing in ("hand", "typed")
    }
    taken = {writing: f"{one.claimed:,} of {one.tried:,}" for writing, one in right.items()}
    return _NEAR.format(
        tried=found.tried, claimed=found.claimed, bound=bound, seen=settings.pin_seen, doubt=settings.pin_doubt, **taken
    )


def _pages(results: Results) -> str:
    return "\n".join([_PAGES, _table(results.pages)])


def _table(outcomes: list[Outcome]) -> str:
    groups = figures.grouped(outcomes, lambda one: (one.kind, one.writing, one.level))
    head = [*_NAMES, "n", "filled", "exact", "blank found", "trusted", "wrong", "bound"]
    return lines(head, [[*key, *_cells(tally)] for key, tally in groups.items()])


def _cells(one: Tally) -> list[str]:
    exact, blank = share(one.exact, one.filled), share(one.blanks_right, one.n - one.filled)
    bound = f"{100 * one.bound:.2f} %" if one.trusted else "–"
    return [f"{one.n:,}", f"{one.filled:,}", exact, blank, share(one.trusted, one.n), str(one.wrong), bound]


def _files(results: Results) -> str:
    ours, others = [one for one in results.files if not one.foreign], [one for one in results.files if one.foreign]
    lines = [
        _FILES.format(
            right=sum(one.right for one in ours),
            files=len(ours),
            taken=sum(one.wrong_form for one in others),
            foreign=len(others),
        ).rstrip()
    ]
    if apart := sorted(off for level, off in results.off if level == "office"):
        last = apart[int(0.99 * (len(apart) - 1))]
        lines.append(
            f"- Registration, office level: median {statistics.median(apart):.2f} px, 99th of a hundred {last:.2f} px "
            f"at 300 dpi ({len(apart):,} pages)."
        )
    if wrong := [one.name for one in ours if not one.right]:
        lines.append(f"- Not right: {', '.join(wrong[:20])}")
    return "\n".join(lines) + "\n"


def _people(met: list[Met]) -> str:
    groups: dict[tuple[str, str], list[Met]] = {}
    for one in met:
        groups.setdefault((one.writing, one.level), []).append(one)
    head = ["writing", "level", "n", "right first", "taken without a key", "wrong one taken"]
    return "\n".join([_PEOPLE, lines(head, [[*key, *_met(each)] for key, each in sorted(groups.items())])])


def _met(each: list[Met]) -> list[str]:
    count = len(each)
    right, taken = sum(one.right for one in each), sum(one.taken for one in each)
    return [f"{count:,}", share(right, count), share(taken, count), str(sum(one.wrong for one in each))]


def _times(results: Results) -> str:
    two = [one for one in results.seconds if one["sides"] == 2]
    if not two:
        return ""
    share = sum(one["processor"] for one in two) / sum(one["wall"] for one in two)
    rows = [
        [name, _thousandths(two, lambda one, name=name: share * one.get(name, 0))]
        for name in sorted({name for one in two for name in one} - {"sides", "wall", "processor"})
    ]
    rows.append(["whole", _thousandths(two, lambda one: one["processor"])])
    more = f"Memory of a process that reads: {results.memory:.0f} MB at most."
    if results.together:
        more += f" Two processes read {results.together:.2f} times as much as one in the same time."
    return "\n".join([_TIMES.format(n=len(two)), lines(["stage", "ms"], rows), more + "\n"])


def _thousandths(each: list[dict[str, float]], value: Callable[[dict[str, float]], float]) -> str:
    return f"{1000 * statistics.mean(map(value, each)):.0f}"


def _peers(peers: Iterable[Peer], ours: Peer) -> str:
    rows = []
    for peer in (ours, *peers):
        if peer.absent:
            rows.append([peer.name, peer.absent, *[""] * 4])
            continue
        mean = statistics.mean(peer.seconds)
        times = f"{mean / statistics.mean(ours.seconds):.1f} ×"
        rows.append([peer.name, f"{mean:.2f}", times, *(share(*peer.scores.get(kind, (0, 0))) for kind in KEYS)])
    head = ["reader", "seconds a document", "to ours", "TIN", "PIN", "last name"]
    return "\n".join([_PEERS.format(n=len(ours.seconds)), lines(head, rows)])


def share(part: int, whole: int) -> str:
    """Return a share in percent, or a dash if `whole` is 0."""
    return f"{100 * part / whole:.2f} %" if whole else "–"


def lines(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
