"""Delays a return after a decision: its cases, and one letter to each signer for each kind of question."""

from collections.abc import Mapping

from sqlalchemy import select

from desk import errors
from desk.delays import cases, letters
from desk.delays.cases import Key
from desk.documents import values
from desk.matching import signers
from desk.models import Delay, Person, Taxpayer
from desk.models.states import DelayCause
from desk.notices.kinds import NoticeKind
from desk.program.screening import Screening, reasons
from desk.recommendation import seconds
from desk.review.matter import Matter, draft

LACKING: dict[str, Key] = {
    "primary_signature": ("primary", DelayCause.SIGNATURE),
    "spouse_signature": ("spouse", DelayCause.SIGNATURE),
    "page": ("primary", DelayCause.PAGE),
}
"""What a return may lack, as codes of the decision; the primary taxpayer is asked for a missing page."""


def ask(matter: Matter) -> None:
    """Ask by letter for what a return lacks, separately from any question about an IP PIN."""
    findings = lacking(matter)
    if not findings:
        raise errors.InvalidInput("say what is missing on this return: a signature, or a page")
    open_cases(matter, findings)


def lacking(matter: Matter) -> dict[Key, str]:
    """Return what the decider says is missing, as findings; raises :class:`errors.InvalidInput` for an unknown code."""
    if not set(matter.decision.codes) <= set(LACKING):
        raise errors.InvalidInput("a return lacks a signature of the primary taxpayer or the spouse, or a page")
    return {LACKING[code]: LACKING[code][1].value for code in matter.decision.codes}


def screen(matter: Matter) -> None:
    """Hold a suspicious return: a case for each signer with a reason, and letters to those on record (4.1)."""
    found = _suspected(matter)
    rows = select(Person).where(Person.document_id == matter.document.id, Person.role.in_(found)).order_by(Person.role)
    written_to = [(person.role, known) for person in matter.session.scalars(rows) if (known := _known(matter, person))]
    if written_to:
        _demand_year(matter)
    findings = {(role, DelayCause.IDENTITY): reason.value for role, reason in found.items()}
    cases.open_cases(matter.session, matter.document, findings, matter.actor.name)
    for role, taxpayer in written_to:
        draft(matter, NoticeKind.VERIFICATION, taxpayer, letters.details(role, [DelayCause.IDENTITY]))


def _suspected(matter: Matter) -> dict[str, Screening]:
    """The reason for each signer who has one, by role."""
    newest = matter.recommendation
    found = reasons(newest.outcomes, seconds.roles(newest.findings))
    if newest.keys or not found:
        raise errors.NotAllowed("nothing about this return is suspicious: choose another decision")
    return found


def _known(matter: Matter, person: Person) -> Taxpayer | None:
    """The taxpayer on record with this number; None while only the machine's guess of a doubtful number leads there."""
    number = values.settled(matter.session, matter.document.id).get(signers.FIELDS[person.role][0])
    sure = bool(person.chosen_by) or person.outcome != Screening.UNMATCHED or (number is not None and number.trusted)
    return person.taxpayer if sure else None


def _demand_year(matter: Matter) -> None:
    if matter.document.tax_year is None:
        raise errors.NotAllowed("the letter names the tax year: say for which year this return is, then decide")


def open_cases(matter: Matter, findings: Mapping[Key, str]) -> None:
    """Open a case for each finding, and draft the letters about them."""
    _demand_year(matter)
    cases.open_cases(matter.session, matter.document, findings, matter.actor.name)
    opened = [case for case in cases.of_document(matter.session, matter.document.id) if _is_found(case, findings)]
    people = {
        person.role: person
        for person in matter.session.scalars(select(Person).where(Person.document_id == matter.document.id))
    }
    for (role, kind), about in letters.grouped(opened).items():
        person = errors.known(people.get(role), f"no {role} is named on this return")
        draft(matter, kind, person.taxpayer, letters.details(role, [case.cause for case in about]))


def _is_found(case: Delay, findings: Mapping[Key, str]) -> bool:
    return (case.role, DelayCause(case.cause)) in findings
