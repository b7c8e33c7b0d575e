"""Collects the facts about one PIN application for the rules of domain.md 1."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents.values import Value
from desk.lifecycle import applications
from desk.matching import signers
from desk.matching.signers import Matched
from desk.models import Application, Document, Person, Taxpayer
from desk.models.states import DocumentState
from desk.office import policy
from desk.pins import ledger
from desk.program import applications as rules
from desk.program import phone as phone_rules
from desk.program.facts import ApplicationFacts, tin_state
from desk.program.identity import Identity
from desk.program.words import FormKind, ReadingState, Route, ValueSource
from desk.recommendation import asked, contacts, proofs
from desk.system import calendar
from desk.system.config import Settings

_TEXTS = ("last_name", "first_name", "street", "city", "state", "zip")
_WANTED = (*_TEXTS, "tin", "phone", "signature", "signature_date")
_NAMED = ("tin", "last_name", "first_name")


def assess(session: Session, document: Document, values: dict[str, Value], settings: Settings) -> rules.Assessment:
    """Match the applicant with the taxpayers on record and apply the rules."""
    (one,) = signers.match(session, document, values)
    session.flush()
    application = applications.of_document(session, document)
    application.taxpayer_id = one.taxpayer.id if one.taxpayer else None
    contacts.index(application, values)
    assessment = rules.assess(facts(session, document, application, one, values, settings), policy.load(settings))
    one.row.outcome = None
    return assessment


def facts(session, document, application: Application, one: Matched, values, settings: Settings) -> ApplicationFacts:
    """Return every fact that the rules may use for an application."""
    person, letters = one.taxpayer, asked.letters(session, document.id)
    return ApplicationFacts(
        revision=document.revision,
        received=document.received_date,
        today=calendar.today(),
        route=Route(application.route),
        missing=frozenset(name for name in _WANTED if _state(values, name) == ReadingState.BLANK),
        unsettled=_unsettled(one, values, application),
        illegible=frozenset(name for name in (*_NAMED, "phone") if _keyed_illegible(values, name)),
        signed=_has(values, "signature"),
        dated=_has(values, "signature_date"),
        signature_date=_signature_date(values),
        tin_state=_tin_state(application, one, values, settings),
        matched=person is not None,
        name_agrees=one.name_agrees or bool(one.row.chosen_by),
        deceased=person is not None and person.date_of_death is not None,
        already_has_pin=person is not None and _holds_pin(session, person, settings),
        phone_valid=phone_rules.valid(values["phone"].text) if "phone" in values else False,
        calls=proofs.calls(session, document.id),
        documents=proofs.documents(session, document.id),
        address_differs=person is not None and signers.same_address(values, person) is False,
        address_changed_on=person.address_changed_on if person else None,
        shared_contact=contacts.shared(session, application, person, values),
        language=values["language"].value if "language" in values else None,
        dependent=_ticked(values, "dependent"),
        minor=person is not None and person.is_minor(document.received_date),
        signed_by_guardian=application.guardian_signed,
        duplicate_open=person is not None and _duplicate(session, document, person),
        letter_sent_on=letters.for_papers,
        call_letter_on=letters.for_call,
        cleared=proofs.cleared(session, document.id),
        risks_before=proofs.risks_found(session, document.id),
        **_income(person),
    )


def lacking(session: Session, document: Document, values: dict[str, Value], settings: Settings) -> list[str]:
    """Return the items of desk/notices/missing.py that a letter must ask for."""
    application = applications.of_document(session, document)
    items = _absent(values)
    if _ticked(values, "dependent") and application.guardian_signed is False:
        items.append("guardian")
    if proofs.standing(session, document, application, settings) is Identity.UNREACHED:
        items.append(asked.CALL)
    return items


def _absent(values: dict[str, Value]) -> list[str]:
    absent = {name for name in _WANTED if _state(values, name) == ReadingState.BLANK}
    illegible = {name for name in _WANTED if _keyed_illegible(values, name)}
    phone = values.get("phone")
    if phone is not None and phone.trusted and phone.value and not phone_rules.valid(phone.text):
        absent.add("phone")
    items = [item for item, names in _ASKED.items() if absent & names]
    return [*items, "illegible"] if illegible else items


_ASKED = {
    "name": {"last_name", "first_name"},
    "address": {"street", "city", "state", "zip"},
    "tin": {"tin"},
    "phone": {"phone"},
    "signature": {"signature"},
    "signature_date": {"signature_date"},
}


def _unsettled(one: Matched, values: dict[str, Value], application: Application) -> frozenset[str]:
    """Doubtful fields that a person must settle: the applicant's identity until it is sure, and the signature."""
    asked_of = () if one.sure else _NAMED
    if application.route == Route.F15227:
        asked_of = (*asked_of, "signature")
    return frozenset(name for name in asked_of if name in values and not values[name].trusted)


def _state(values: dict[str, Value], name: str) -> ReadingState:
    return values[name].state if name in values else ReadingState.BLANK


def _has(values: dict[str, Value], name: str) -> bool:
    """Whether the field has an entry: the machine or a person saw one. A doubtful entry counts."""
    return _state(values, name) != ReadingState.BLANK


def _ticked(values: dict[str, Value], name: str) -> bool:
    return name in values and values[name].value == "yes"


def _keyed_illegible(values: dict[str, Value], name: str) -> bool:
    return name in values and values[name].source == ValueSource.KEYED and values[name].state == ReadingState.ILLEGIBLE


def _signature_date(values: dict[str, Value]) -> date | None:
    try:
        return date.fromisoformat(values["signature_date"].text) if "signature_date" in values else None
    except ValueError:
        return None


def _tin_state(application: Application, one: Matched, values: dict[str, Value], settings: Settings):
    """The state of the TIN on the paper; if an assistance center saw the applicant, a clerk's statement is enough."""
    if application.route == Route.TAC and one.row.chosen_by and one.taxpayer is not None:
        return tin_state(one.taxpayer.tin, allow_test=settings.allow_test_tins)
    value = values.get("tin")
    return tin_state(value.value if value else None, allow_test=settings.allow_test_tins)


def _income(person: Taxpayer | None) -> dict:
    if person is None:
        return {}
    return {
        "agi": person.adjusted_gross_income,
        "filing_status": person.filing_status,
        "last_filed_year": person.last_filed_year,
    }


def _holds_pin(session: Session, person: Taxpayer, settings: Settings) -> bool:
    """Whether the person is enrolled or has a PIN of the year. This application's own PIN goes when its approval is
    undone.
    """
    return ledger.required(session, person.id, calendar.today().year, policy.load(settings))


def _duplicate(session: Session, document: Document, person: Taxpayer) -> bool:
    """Whether the same person has a second open application. A form that answers our letter is not a second one."""
    answered = {one.id for one in applications.awaiting(session, person.id)}
    others = (
        select(Document.id)
        .join(Person, Person.document_id == Document.id)
        .where(
            Person.taxpayer_id == person.id,
            Document.id.not_in(answered | {document.id}),
            Document.kind == FormKind.PIN_APPLICATION,
            Document.state != DocumentState.CLOSED,
        )
    )
    return session.scalar(others.limit(1)) is not None
