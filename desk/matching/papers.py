"""Tells whether two documents are one paper: the entries on both agree, and they look alike if that can be compared.

A new scan replaces a document only if nothing speaks against it. What cannot be compared speaks against it, too.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from desk.documents import looks, values
from desk.documents.values import PIN_FIELDS, Value
from desk.matching import names, signers
from desk.models import Document
from desk.program.words import FormKind

_SEEN = 0.01
"""The probability from which what a doubtful reading may say instead is compared, too."""
_WHOSE = {
    "primary": "the primary taxpayer's",
    "spouse": "the spouse's",
    "applicant": "the applicant's",
}


def differences(session: Session, old: Document, new: Document) -> list[str]:
    """What speaks against two documents being one paper, in words without values; empty when they are the same."""
    if old.kind is None or new.kind is None:
        return ["what one of them is nobody knows"]
    if old.kind != new.kind:
        return ["they are papers of different kinds"]
    was, now = values.settled(session, old.id), values.settled(session, new.id)
    return [
        *_forms(old, new),
        *_years(old, was, new, now),
        *_people(old, was, now),
        *_boxes(was, now),
        *_looks(old, new),
    ]


def _forms(old: Document, new: Document) -> Iterator[str]:
    if (old.form, old.revision) != (new.form, new.revision):
        yield "the forms differ"
    if [page.form_page for page in old.pages] != [page.form_page for page in new.pages]:
        yield "the pages differ"


def _years(old: Document, was: dict[str, Value], new: Document, now: dict[str, Value]) -> Iterator[str]:
    """The years that the forms are of, or that the filer has written on them (Form 1040-X)."""
    one, other = (
        {str(document.tax_year)} if document.tax_year else _said(written.get("tax_year"), str)
        for document, written in ((old, was), (new, now))
    )
    if old.kind == FormKind.TAX_RETURN and not one & other:
        yield "the tax years differ, or one is not known"


def _people(old: Document, was: dict[str, Value], now: dict[str, Value]) -> Iterator[str]:
    roles = signers.roles(old, was)
    if set(roles) != set(signers.roles(old, now)):
        yield "one of them is a joint return"
    for role in roles:
        tin, first, last = signers.FIELDS[role]
        if not _agree(was.get(tin), now.get(tin), str):
            yield f"{_WHOSE[role]} numbers differ, or one cannot be read"
        if not (_agree(was.get(last), now.get(last), names.key) and _agree(was.get(first), now.get(first), names.key)):
            yield f"{_WHOSE[role]} names differ, or one cannot be read"


def _boxes(was: dict[str, Value], now: dict[str, Value]) -> Iterator[str]:
    """An IP PIN that is sure on both and differs: a paper whose box was filled in since is another one."""
    both = [(was[name], now[name]) for name in PIN_FIELDS if name in was and name in now]
    if any(one.trusted and other.trusted and one.text != other.text for one, other in both):
        yield "the IP PIN boxes differ"


def _looks(old: Document, new: Document) -> Iterator[str]:
    alike = looks.likeness(old.pages, new.pages)
    if alike is not None and alike < looks.ALIKE:
        yield "the writing does not look the same"


def _agree(one: Value | None, other: Value | None, fold) -> bool:
    """Whether two readings say the same; of a doubtful one each thing that it may say counts."""
    return bool(_said(one, fold) & _said(other, fold))


def _said(value: Value | None, fold) -> set[str]:
    if value is None or not value.text:
        return set()
    doubted = [] if value.trusted else [text for text, chance in value.alternatives if chance >= _SEEN]
    return {fold(text) for text in (value.text, *doubted)} - {""}
