"""Findings about a file as a stack of paper: separators that seem missing or superfluous, and empty sections."""

from collections.abc import Iterator

from desk.reading.found import FileFinding
from intake.stack.assemble import Group, Leaf

_MISSED = "A new document begins here, but no separator sheet lies before it."
_INSIDE = "This separator lies between two pages that seem to belong together."
_NOTHING = "Nothing but blank paper lies between two separator sheets. Look whether a document is missing here."


def findings(leaves: list[Leaf], groups: list[Group]) -> list[FileFinding]:
    """Return the findings by page: a missing separator, a superfluous one, or nothing between two of them."""
    owner = {leaf.number: index for index, one in enumerate(groups) for leaf in one.leaves}
    found: list[FileFinding] = []
    for before, after, separator in _neighbors(leaves):
        if separator is None:
            if owner[before.number] != owner[after.number] and _begins(groups[owner[after.number]], after):
                found.append(FileFinding("SEPARATOR_MISSED", after.number, _MISSED))
        elif _belong_together(before, after):
            found.append(FileFinding("SEPARATOR_INSIDE", separator, _INSIDE))
    return sorted([*found, *_empty(leaves)], key=lambda one: one.page)


def _neighbors(leaves: list[Leaf]) -> Iterator[tuple[Leaf, Leaf, int | None]]:
    """Yield each two consecutive written pages and the number of the last sheet between them."""
    before, sheet = None, None
    for leaf in leaves:
        if leaf.sheet:
            sheet = leaf.number
        elif not leaf.blank:
            if before is not None:
                yield before, leaf, sheet
            before, sheet = leaf, None


def _begins(group: Group, leaf: Leaf) -> bool:
    """Whether a document of one of our forms begins with this page; foreign pages may lie with it."""
    return leaf.form is not None and group.leaves[0].number == leaf.number


def _belong_together(before: Leaf, after: Leaf) -> bool:
    same = before.form is not None and (before.form, before.revision) == (after.form, after.revision)
    return same and after.follows(before)


def _empty(leaves: list[Leaf]) -> list[FileFinding]:
    """Separators that follow a sheet without a written page between; the last sheet may end the stack."""
    found, written, sheets = [], True, 0
    for leaf in leaves:
        if leaf.sheet and leaf.sheet.kind == "separator":
            if sheets and not written:
                found.append(FileFinding("SEPARATOR_DOUBLE", leaf.number, _NOTHING))
            sheets, written = sheets + 1, False
        elif leaf.sheet:
            sheets, written = 0, True
        elif not leaf.blank:
            written = True
    return found
