"""Records what a paper is and whose: a person enters its form, the people on it, and the postmark of its envelope."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors, forms
from desk.lifecycle import applications, states
from desk.mailroom import receive
from desk.models import Document, Person, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import paper
from desk.program.words import FormKind
from desk.recommendation import changes, making
from desk.review import overrides
from desk.system import calendar

_FIRST_YEAR = 1990


def choose_person(
    office: Office, document_id: int, role: str, taxpayer_id: int | None, actor: Actor, version: int | None = None
) -> None:
    """Record a clerk's choice of the taxpayer for a person on the document (None: nobody on record)."""
    with changes.changing(office, document_id, actor, version) as change:
        session = change.session
        person = session.scalar(select(Person).where(Person.document_id == document_id, Person.role == role))
        if person is None:
            raise errors.NotFound("no such person stands on this document")
        if taxpayer_id is not None and session.get(Taxpayer, taxpayer_id) is None:
            raise errors.NotFound("there is no such taxpayer on record")
        person.taxpayer_id, person.chosen_by = taxpayer_id, actor.name
        change.record("person.chosen", role=role, taxpayer=taxpayer_id)


def identify(
    office: Office,
    document_id: int,
    kind: str,
    form: str,
    revision: str | None,
    tax_year: int | None,
    actor: Actor,
    version: int | None = None,
) -> None:
    """Record a clerk's choice of the form for a paper that the desk did not recognize."""
    _demand_known(kind, form, revision, tax_year)
    with changes.changing(office, document_id, actor, version) as change:
        document = change.document
        if kind != document.kind:
            overrides.demand_no_case(change.session, document)
        document.kind, document.form, document.revision, document.tax_year = kind, form, revision, tax_year
        if kind == FormKind.PIN_APPLICATION:
            applications.begin(change.session, document)
        change.record("document.identified", kind=kind, form=form)


def enter_postmark(
    office: Office, document_id: int, postmark: date | None, actor: Actor, version: int | None = None
) -> None:
    """Store the postmark of a waiting return, or remove it (``None``); the recommendation follows from it.

    The postmark decides in which year the return was sent, and so which year's PIN counts. The mailroom enters one for
    a whole batch if all share it; otherwise it is entered here if it matters.

    Raises :class:`errors.InvalidInput` for a day after the received date, :class:`errors.WrongState` after the
    decision.
    """
    with changes.changing(office, document_id, actor, version, demand=_demand_return) as change:
        receive.checked_dates(change.document.received_date, postmark)
        change.document.postmark_date = postmark
        change.record("document.postmarked", postmark=postmark.isoformat() if postmark else None)


def _demand_return(_session: Session, document: Document) -> None:
    if document.state not in states.OPEN or document.kind != FormKind.TAX_RETURN:
        raise errors.WrongState("a postmark is entered for a return that is not decided yet")


def _demand_known(kind: str, form: str, revision: str | None, tax_year: int | None) -> None:
    """Demand a form with a definition on file and its own kind and year, or one known only by name, and its year."""
    if kind not in tuple(FormKind):
        raise errors.InvalidInput("say whether it is a tax return or an application")
    if revision is None and (
        (form == "other" and kind in making.DECIDED) or (kind == FormKind.TAX_RETURN and form in paper.FORMS)
    ):
        if tax_year is not None and not _FIRST_YEAR <= tax_year <= calendar.today().year:
            raise errors.InvalidInput(f"a tax year lies between {_FIRST_YEAR} and {calendar.today().year}")
        return
    if (kind, form, revision, tax_year) not in {
        (one.kind, one.form, one.revision, one.tax_year) for one in forms.all()
    }:
        raise errors.InvalidInput("choose what the paper is from the list")
