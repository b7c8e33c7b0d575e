"""What a decision delays on a return: its cases, and one letter to each signer about each kind of question."""

from collections.abc import Mapping

from sqlalchemy import select

from desk import errors
from desk.delays import cases, letters
from desk.delays.cases import Key
from desk.models import Delay, Person
from desk.models.states import DelayCause
from desk.review.matter import Matter, draft

LACKING: dict[str, Key] = {
    "primary_signature": ("primary", DelayCause.SIGNATURE),
    "spouse_signature": ("spouse", DelayCause.SIGNATURE),
    "page": ("primary", DelayCause.PAGE),
}
"""What a return may lack, as codes of the decision; whoever is asked for a page is the primary taxpayer."""


def ask(matter: Matter) -> None:
    """Ask for what a return lacks, by letter, apart from any question about an IP PIN."""
    findings = lacking(matter)
    if not findings:
        raise errors.InvalidInput("say what is missing on this return: a signature, or a page")
    open_cases(matter, findings)


def lacking(matter: Matter) -> dict[Key, str]:
    """What the person who decides says is missing, as findings; :class:`errors.InvalidInput` for an unknown code."""
    if not set(matter.decision.codes) <= set(LACKING):
        raise errors.InvalidInput("a return lacks a signature of the primary taxpayer or the spouse, or a page")
    return {LACKING[code]: LACKING[code][1].value for code in matter.decision.codes}


def open_cases(matter: Matter, findings: Mapping[Key, str]) -> None:
    """Open a case for each finding, and draft the letters about them."""
    if matter.document.tax_year is None:
        raise errors.NotAllowed("the letter names the tax year: say for which year this return is, then decide")
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
