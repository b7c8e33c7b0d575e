"""Pages to documents. Page 2 of a return names nobody, so only order can join it to a page 1, and doubt is said.

Pages of one form and revision that follow each other make a run. A run 1, 2, 1, 2 … falls into documents at every
page 1. A run that begins otherwise is joined only if it is one whole document backwards; else its loose pages stand
alone, and a person decides.
"""

from dataclasses import dataclass, field

from intake.readings import Finding

_MISSING = Finding("PAGE_MISSING", None, "Not all pages of this form are here. Look for the others in the batch.")
_ORDER = Finding(
    "PAGE_ORDER",
    None,
    "The pages lie in an order that leaves in doubt which belong together. Compare them before deciding.",
)
_BACKWARDS = Finding(
    "PAGE_ORDER", None, "The pages of this form lie in the wrong order and were taken as one document."
)
_BLANK_PAGE = Finding("BLANK_PAGE", None, "The document has a blank page.")
_BLANK = Finding("BLANK", None, "There is nothing on this paper. Look whether it was scanned on the wrong side.")


@dataclass(frozen=True)
class Leaf:
    """One page as far as sorting goes: number in the file, what it was recognised as, whether it is empty.

    `wanted` are the pages of its form that have fields and so must not be missing.
    """

    number: int
    form: str | None = None
    revision: str | None = None
    form_page: int | None = None
    blank: bool = False
    wanted: tuple[int, ...] = ()


@dataclass
class Group:
    """The pages of one document in file order, and what is to be said about their order."""

    leaves: list[Leaf]
    findings: list[Finding] = field(default_factory=list)

    @property
    def form(self) -> tuple[str | None, str | None]:
        """(form, revision) of the group; (None, None) for pages that are not ours."""
        return next(((leaf.form, leaf.revision) for leaf in self.leaves if not leaf.blank), (None, None))


def group(leaves: list[Leaf]) -> list[Group]:
    """The documents of one file, in the order of their first pages."""
    written = [leaf for leaf in leaves if not leaf.blank]
    if not written:
        return [Group(list(leaves), [_BLANK])] if leaves else []
    groups: list[Group] = []
    for run in _runs(written):
        if run[0].form is None:
            groups.append(Group(run))
        elif not _continues(groups, run):
            groups += _split(run)
    for one in groups:
        if one.form != (None, None) and not _complete(one.leaves):
            one.findings.append(_MISSING)
    _attach_blanks(groups, [leaf for leaf in leaves if leaf.blank])
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
        if groups and leaf.form_page == groups[-1].leaves[-1].form_page + 1:
            groups[-1].leaves.append(leaf)
        else:
            groups.append(Group([leaf]))
    if any(one.leaves[0].form_page != 1 or not _complete(one.leaves) for one in groups) and len(groups) > 1:
        for one in groups:
            one.findings.append(_ORDER)
    return groups


def _continues(groups: list[Group], run: list[Leaf]) -> bool:
    """Whether the run is only the rest of the last document of that form, other papers lying between them."""
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


def _attach_blanks(groups: list[Group], blanks: list[Leaf]) -> None:
    """Put each blank page to the document before it, or to the first one."""
    for leaf in blanks:
        before = [one for one in groups if one.leaves[0].number < leaf.number]
        owner = max(
            before, key=lambda one: max(x.number for x in one.leaves if x.number < leaf.number), default=groups[0]
        )
        owner.leaves.append(leaf)
        owner.leaves.sort(key=lambda each: each.number)
        if _BLANK_PAGE not in owner.findings:
            owner.findings.append(_BLANK_PAGE)
