"""Assembles pages into documents. Page 2 of a return has no name on it, so only its order joins it to a page 1.

Consecutive pages of one form and revision make a run. A run 1, 2, 1, 2 … is split into documents at every page 1. A run
that begins otherwise is joined only if it is one complete document in reverse order; otherwise its pages become single
documents with a finding, and a person decides. Blank pages belong to no document; a document never continues across a
batch sheet.
"""

from dataclasses import dataclass, field

from desk.mailroom.sheet_codes import Sheet
from desk.reading.found import Finding

_MISSING = Finding("PAGE_MISSING", None, "Not all pages of this form are here. Look for the others in the batch.")
_ORDER = Finding(
    "PAGE_ORDER",
    None,
    "The pages lie in an order that leaves in doubt which belong together. Compare them before deciding.",
)
_BACKWARDS = Finding(
    "PAGE_ORDER", None, "The pages of this form lie in the wrong order and were taken as one document."
)
_BLANK = Finding("BLANK", None, "There is nothing on this paper. Look whether it was scanned on the wrong side.")


@dataclass(frozen=True)
class Leaf:
    """The facts about one page for sorting: its number in the file, its form and page, and whether it is empty.

    `wanted` are the pages of its form that have fields and therefore must be present; `sheet` is set for a batch sheet.
    """

    number: int
    form: str | None = None
    revision: str | None = None
    form_page: int | None = None
    blank: bool = False
    wanted: tuple[int, ...] = ()
    sheet: Sheet | None = None

    def follows(self, before: "Leaf") -> bool:
        """Return whether its page number follows that of `before` in the same form."""
        return before.form_page is not None and self.form_page == before.form_page + 1


@dataclass
class Group:
    """The pages of one document in file order, and the findings about their order."""

    leaves: list[Leaf]
    findings: list[Finding] = field(default_factory=list)

    @property
    def form(self) -> tuple[str | None, str | None]:
        """Return (form, revision) of the group; (None, None) for foreign pages."""
        return self.leaves[0].form, self.leaves[0].revision


def group(leaves: list[Leaf]) -> list[Group]:
    """Return the documents of a file in order of their first pages; blank pages alone are one document."""
    if leaves and all(leaf.blank for leaf in leaves):
        return [Group(list(leaves), [_BLANK])]
    return [one for part in sections(leaves) for one in _documents([leaf for leaf in part if not leaf.blank])]


def sections(leaves: list[Leaf]) -> list[list[Leaf]]:
    """Return the pages before, between and after the batch sheets, without the sheets; some parts may be empty."""
    parts: list[list[Leaf]] = [[]]
    for leaf in leaves:
        if leaf.sheet:
            parts.append([])
        else:
            parts[-1].append(leaf)
    return parts


def _documents(leaves: list[Leaf]) -> list[Group]:
    """The documents in written pages without a batch sheet between them."""
    groups: list[Group] = []
    for run in _runs(leaves):
        if run[0].form is None:
            groups.append(Group(run))
        elif not _continues(groups, run):
            groups += _split(run)
    for one in groups:
        if one.form != (None, None) and not _complete(one.leaves):
            one.findings.append(_MISSING)
    return groups


def _runs(leaves: list[Leaf]) -> list[list[Leaf]]:
    runs: list[list[Leaf]] = []
    for leaf in leaves:
        if runs and (runs[-1][-1].form, runs[-1][-1].revision) == (leaf.form, leaf.revision):
            runs[-1].append(leaf)
        else:
            runs.append([leaf])
    return runs


def _split(run: list[Leaf]) -> list[Group]:
    """The documents of a run of pages of one form and revision."""
    order = [leaf.form_page for leaf in run]
    if len(run) > 1 and order == sorted(run[0].wanted, reverse=True):
        return [Group(run, [_BACKWARDS])]
    groups: list[Group] = []
    for leaf in run:
        if groups and leaf.follows(groups[-1].leaves[-1]):
            groups[-1].leaves.append(leaf)
        else:
            groups.append(Group([leaf]))
    if any(one.leaves[0].form_page != 1 or not _complete(one.leaves) for one in groups) and len(groups) > 1:
        for one in groups:
            one.findings.append(_ORDER)
    return groups


def _continues(groups: list[Group], run: list[Leaf]) -> bool:
    """Whether the run is the rest of the last document of that form, with other papers between them."""
    last = next((one for one in reversed(groups) if one.form != (None, None)), None)
    if last is None or last.form != (run[0].form, run[0].revision) or last.findings:
        return False
    pages = [leaf.form_page for leaf in (*last.leaves, *run)]
    if pages != list(range(1, len(pages) + 1)):
        return False
    last.leaves += run
    last.findings.append(_ORDER)
    return True


def _complete(leaves: list[Leaf]) -> bool:
    return set(leaves[0].wanted) <= {leaf.form_page for leaf in leaves}
