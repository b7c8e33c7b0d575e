"""The facts of one tax return, gathered from the record for the rules of domain.md 4.2.

The secret comparison happens here, inside the service; the rules get only its result.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import forms, people, pins
from desk.config import Settings
from desk.models import Document, Person
from desk.people import Matched
from desk.program import paper
from desk.program import pin as pin_rules
from desk.program import returns as rules
from desk.program.returns import Comparison
from desk.program.words import Role
from desk.values import Value

_NOTHING = Value("", None, "illegible", "unsettled", more_keys=2)


def recommend(session: Session, document: Document, values: dict[str, Value], settings: Settings) -> rules.Recommendation:
    """Match the signers and ask the rules; the outcome is kept on the person rows."""
    found = people.match(session, document, values)
    session.flush()
    year = paper.year_of(document.received_date, document.postmark_date).year
    by_role = {one.role: one for one in found}
    facts = [_signer(session, document, one, by_role, values, year, settings) for one in found]
    advice = rules.recommend(facts, _whole(session, document, found, values))
    for one, (_, outcome) in zip(found, advice.outcomes, strict=True):
        one.row.outcome = outcome.value
    return advice


def field_of(role: str) -> str:
    """The PIN box of a signer."""
    return f"{role}_ip_pin"


def _signer(session, document, one: Matched, by_role, values, year, settings) -> rules.SignerFacts:
    value = values.get(field_of(one.role), _NOTHING)
    known = one.sure or one.likely
    needed = known and _form_needs(document) and pins.required(session, one.taxpayer.id, year)
    issued = known and pins.current(session, one.taxpayer.id, year) is not None
    facts = rules.SignerFacts(
        role=Role(one.role),
        matched=known,
        required=needed,
        issued=issued,
        has_box=_has_box(document, one.role),
        entry=_entry(value),
        tin_trusted=one.tin_trusted or bool(one.row.chosen_by),
        name_agrees=one.name_agrees or bool(one.row.chosen_by),
        deceased=known and one.taxpayer.date_of_death is not None,
    )
    if not (issued and pin_rules.wellformed(value.value)):
        return facts
    other = by_role.get("spouse" if one.role == "primary" else "primary")
    return replace(facts, comparison=_compare(session, one, other, year, value, settings))


def _form_needs(document: Document) -> bool:
    """Whether this kind of form needs IP PINs at all (domain 3.2); in doubt it does."""
    return paper.need(document.form, document.received_date).needed is not False


def _entry(value: Value) -> rules.Entry:
    return rules.Entry(
        state=value.state,
        settled=value.source == "keyed",
        wellformed=pin_rules.wellformed(value.value),
        five_digits=pin_rules.five_digits(value.value),
        more_keys=max(1, value.more_keys),
        third_person=value.third_person,
    )


def _compare(session: Session, one: Matched, other: Matched | None, year: int, value: Value, settings: Settings):
    """Compare the entry; a doubtful reading claims a match only beyond the set odds."""
    partner = other.taxpayer if other else None
    digits = pin_rules.strip(value.text)
    result = pins.compare(session, one.taxpayer, partner, year, digits)
    if result is not Comparison.EQUAL or value.source == "keyed" or value.state == "read":
        return result
    return result if _odds(value, settings.pin_prior) >= settings.pin_odds else Comparison.DIFFERS


def _odds(value: Value, prior: float) -> float:
    """How much likelier the image is under its best reading than under all others together."""
    seen = min(value.confidence, 0.9999)
    return seen / (1 - seen) * prior / (1 - prior)


def _has_box(document: Document, role: str) -> bool:
    """Whether this form has the signer's box: by its definition, else by its tax year (3.5)."""
    name = field_of(role)
    if document.revision and forms.exists(document.form, document.revision):
        return any(field.name == name for field in forms.load(document.form, document.revision).fields)
    return document.tax_year is not None and bool(paper.boxes(document.form, document.tax_year).has(Role(role)))


def _whole(session: Session, document: Document, found: list[Matched], values: dict[str, Value]) -> rules.ReturnFacts:
    return rules.ReturnFacts(
        duplicate=_duplicate(session, document, found),
        status_unclear=people.status_unclear(values),
        doubts=tuple(_doubts(document)),
    )


def _doubts(document: Document) -> Iterator[str]:
    """Why a person must decide although the numbers are clear: no rule, or a year in doubt."""
    year = paper.year_of(document.received_date, document.postmark_date)
    if year.doubt:
        yield year.doubt
    need = paper.need(document.form, document.received_date)
    if need.needed is None:
        yield need.reason
    if document.tax_year is None:
        yield "The tax year of this form is not known."


def _duplicate(session: Session, document: Document, found: list[Matched]) -> bool:
    """Whether another return of the same person and tax year is on record."""
    primary = found[0].taxpayer
    if primary is None or document.tax_year is None:
        return False
    others = (
        select(Document.id)
        .join(Person, Person.document_id == Document.id)
        .where(
            Person.taxpayer_id == primary.id,
            Person.role == "primary",
            Document.id != document.id,
            Document.kind == "tax_return",
            Document.tax_year == document.tax_year,
        )
    )
    return session.scalar(others.limit(1)) is not None
