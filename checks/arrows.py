"""Which package may import which: the one table, and what does not keep to it.

A package stands on a floor and may import from the floors below it, in its own folder. What it may import from
another top-level folder is listed apart. To add a package, put its name on the lowest floor on which it can stand.
"""

FLOORS: dict[str, tuple[str, ...]] = {
    "desk": (
        "screens",
        "inspection",
        "mail",
        "reports review",
        "reading delays enrollment",
        "recommendation",
        "pins",
        "matching",
        "mailroom documents backup",
        "office",
        "lifecycle migrations",
        "models",
        "notices forms system",
        "program",
        "errors",
    ),
    "intake": (
        "watching pipeline explain trial",
        "kin",
        "fields identity stack",
        "engines.digits engines.words pages",
        "engines prints opening lexicon",
        "picture stopwatch",
    ),
    "review_ui": (
        "review_ui",
        "document audit_trail",
        "notices keying home help_page batches sign_in theft withheld",
        "reports",
        "delayed",
        "web",
    ),
    "workers": ("workers",),
    "cli": ("main", "demo people", "paper reading office running", "terminal"),
    "samples": ("samples",),
    "bench": ("training load throughput", "accuracy", "digits strokes", "parts places woff"),
    "checks": ("checks",),
    "docs": ("docs",),
}
"""Top-level folder → its packages, the highest floor first; modules beside the packages count as packages."""

ACROSS: dict[str, str] = {
    "intake": "desk.errors desk.forms desk.program desk.reading.found desk.system",
    "intake.fields": "desk.matching.names",
    "intake.stack": "desk.mailroom.sheet_codes",
    "intake.watching": "desk.mailroom desk.office",
    "review_ui": "desk",
    "workers": "desk intake",
    "samples": "desk",
    "cli": "desk intake review_ui workers samples",
    "bench": "desk intake review_ui workers samples",
}
"""What a folder or a package may import from other top-level folders; a package may also what its folder may."""

Graph = dict[str, set[str]]


def floors(folder: str) -> dict[str, int]:
    """The packages of a top-level folder by full name, each with its floor counted from the top."""
    return {
        name if name == folder else f"{folder}.{name}": number
        for number, row in enumerate(FLOORS[folder])
        for name in row.split()
    }


def package(module: str) -> str | None:
    """The package of the table that a module belongs to; None when no floor has it."""
    folder = module.split(".")[0]
    known = floors(folder) if folder in FLOORS else {}
    flat = set(known) == {folder}
    fitting = [name for name in known if module == name or (module.startswith(f"{name}.") and (flat or name != folder))]
    return max(fitting, key=len, default=None)


def strays(modules: Graph) -> list[str]:
    """Modules that stand on no floor; the empty package files of top-level folders need none."""
    return sorted(module for module in modules if package(module) is None and (module not in FLOORS or modules[module]))


def wrong(modules: Graph) -> list[str]:
    """Each import that the table does not allow, as "module → module"."""
    return [
        f"{module} → {other}"
        for module, others in modules.items()
        for other in sorted(others)
        if not _may(module, other)
    ]


def _may(module: str, other: str) -> bool:
    upper, lower = package(module), package(other)
    if upper is None or lower is None:
        return False
    if upper == lower:
        return True
    folder = upper.split(".")[0]
    if folder == lower.split(".")[0]:
        return floors(folder)[upper] < floors(folder)[lower]
    reach = f"{ACROSS.get(folder, '')} {ACROSS.get(upper, '')}".split()
    return any(other == name or other.startswith(f"{name}.") for name in reach)


def between_packages(modules: Graph) -> Graph:
    """The arrows between packages that these imports make."""
    arrows: Graph = {}
    for module, others in modules.items():
        mine = package(module) or module
        arrows.setdefault(mine, set()).update({package(other) or other for other in others} - {mine})
    return arrows


def circle(arrows: Graph) -> list[str]:
    """The first circle found, its first name once more at the end; empty when there is none."""
    done: set[str] = set()
    return next(filter(None, (_circle_from(start, (), arrows, done) for start in sorted(arrows))), [])


def _circle_from(name: str, way: tuple[str, ...], arrows: Graph, done: set[str]) -> list[str]:
    if name in way:
        return [*way[way.index(name) :], name]
    if name not in done:
        for other in sorted(arrows.get(name, ())):
            if found := _circle_from(other, (*way, name), arrows, done):
                return found
        done.add(name)
    return []
