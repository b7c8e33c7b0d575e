"""Lost IP PINs, visits in person, changes of address, and opting out: find a person, record the request, decide."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.enrollment import addresses, opting_out, replacements, visits
from desk.enrollment.replacements import Asked
from desk.matching import looking
from desk.models.states import RequestState
from desk.office import policy
from desk.program.visits import KINDS, OUTCOMES
from desk.screens import person as on_record
from desk.screens import requests
from desk.screens.person import OnRecord
from review_ui.web import access, current, looks, shell

pages = Blueprint("notices_requests", __name__, url_prefix="/notices/requests")
CHANNELS = {"phone": "By telephone", "letter": "By letter"}
_OPEN, _DECIDED = 25, 10


@pages.get("/")
@access.needs("read")
def index() -> ResponseReturnValue:
    """Show what waits for a decision, and what was decided recently."""
    return _page()


@pages.get("/find")
@access.needs("decide")
def found() -> ResponseReturnValue:
    """Ask people who return to this address to search again: search results are not stored."""
    return redirect(url_for("notices_requests.index"))


@pages.post("/find")
@access.needs("decide")
def find() -> ResponseReturnValue:
    """Find a person by taxpayer number, which is never part of an address; the look is recorded."""
    try:
        person = on_record.find(current.office(), request.form.get("tin", ""), current.actor())
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    return _page(person) if person else _told("Nobody on record has this taxpayer number.", "info")


@pages.post("/")
@access.needs("decide")
def record() -> ResponseReturnValue:
    """Record a request for a lost IP PIN; the rules say at once what may follow."""
    try:
        number = replacements.record(current.office(), _asked(), current.actor())
    except errors.InvalidInput as bad:
        return _again(bad)
    with current.reading() as session:
        row = replacements.one(session, number)
    if row.state == RequestState.REFUSED:
        return _told(
            f"Request {number} is on record and refused by the rules: {' '.join(row.judgment['reasons'])}", "info"
        )
    return _told(f"Request {number} is recorded and needs a second person.")


@pages.post("/<int:request_id>/approve")
@access.needs("decide")
def approve(request_id: int) -> ResponseReturnValue:
    """Approve a request as a second person; the notice is drafted to the address of record."""
    try:
        replacements.approve(current.office(), request_id, current.actor(), request.form.get("reason", ""))
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    with current.reading() as session:
        day = shell.day(replacements.one(session, request_id).mail_on)
    return _told(f"Request {request_id} is approved: its notice may be printed from {day}.")


@pages.post("/<int:request_id>/refuse")
@access.needs("decide")
def refuse(request_id: int) -> ResponseReturnValue:
    """Refuse a request: nothing is mailed; the reason is stored."""
    try:
        replacements.refuse(current.office(), request_id, current.actor(), request.form.get("reason", ""))
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    return _told(f"Request {request_id} is refused: nothing is mailed.")


@pages.post("/opted-out")
@access.needs("decide")
def opt_out() -> ResponseReturnValue:
    """Take a person out of the program, if today's rules allow it."""
    person, reason = request.form.get("taxpayer", 0, type=int), request.form.get("reason", "")
    try:
        opting_out.opt_out(current.office(), person, current.actor(), reason)
    except errors.InvalidInput as bad:
        return _again(bad)
    return _told("The enrollment ends today. An IP PIN of this year counts until the year is over.")


def _asked() -> Asked:
    told = request.form
    return Asked(
        taxpayer_id=told.get("taxpayer", 0, type=int),
        channel=told.get("channel", ""),
        identity_proven="identity_proven" in told,
        exposed="exposed" in told,
        returns_filed="returns_filed" in told,
        document_id=_document(told.get("document", "").strip()),
    )


def _document(number: str) -> int | None:
    """The id of a document number such as D0000123; -1, which no document has, for any other text."""
    digits = number.lstrip("dD")
    return (int(digits) if digits.isdecimal() else -1) if number else None


def _page(person: OnRecord | None = None) -> str:
    settings = policy.load(current.office().settings)
    looks.note(looking.LIST, "list", None, name="requests")
    with current.reading() as session:
        return render_template(
            "notices/requests.html",
            channels=CHANNELS,
            person=person,
            waiting=requests.waiting(session, settings, current.actor(), _OPEN),
            number=replacements.count_undecided(session),
            decided=requests.decided(session, _DECIDED),
            moves=requests.waiting_addresses(session, current.actor(), _OPEN),
            moves_number=addresses.count_undecided(session),
            sources=addresses.SOURCES,
            visits=requests.waiting_visits(session, settings, current.actor(), _OPEN),
            visits_number=visits.count_undecided(session),
            promised=requests.promised(session, settings, current.actor(), _OPEN),
            visit_kinds=KINDS,
            visit_outcomes=OUTCOMES,
        )


def _again(bad: errors.InvalidInput) -> ResponseReturnValue:
    """Show what is wrong beside the person in question, so that nobody has to type the number again."""
    flash(f"{shell.sentence(str(bad))}.", "error")
    person = request.form.get("taxpayer", 0, type=int)
    return _page(on_record.look_again(current.office(), person, current.actor())), 422


def _told(text: object, kind: str = "success") -> ResponseReturnValue:
    flash(f"{shell.sentence(str(text)).rstrip('.')}.", kind)
    return redirect(url_for("notices_requests.index"))
