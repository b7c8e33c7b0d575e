"""Visits in person: recorded by one person, approved or refused by another."""

from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.enrollment import visits
from desk.enrollment.visits import Came
from desk.models.states import RequestState
from review_ui.web import access, current, shell

pages = Blueprint("notices_visits", __name__, url_prefix="/notices/visits")


@pages.post("/")
@access.needs("decide")
def record() -> ResponseReturnValue:
    """Record that a person on record came in; the rules say at once what may follow."""
    try:
        number = visits.record(current.office(), _came(), current.actor())
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    with current.reading() as session:
        row = visits.one(session, number)
    if row.state == RequestState.REFUSED:
        why = " ".join(row.judgment["reasons"])
        return _told(f"Visit {number} is on record and refused by the rules: {why}", "info")
    return _told(f"Visit {number} is recorded and needs a second person")


@pages.post("/<int:visit_id>/approve")
@access.needs("decide")
def approve(visit_id: int) -> ResponseReturnValue:
    """Approve a visit as a second person; the CP01A is drafted to the address of record on its day."""
    try:
        visits.approve(current.office(), visit_id, current.actor(), request.form.get("reason", ""))
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    with current.reading() as session:
        row = visits.one(session, visit_id)
    return _told(f"Visit {visit_id} is approved: the IP PIN is due in the mail by {shell.day(row.mail_by)}")


@pages.post("/<int:visit_id>/refuse")
@access.needs("decide")
def refuse(visit_id: int) -> ResponseReturnValue:
    """Refuse a visit: no IP PIN is mailed; the reason is stored."""
    try:
        visits.refuse(current.office(), visit_id, current.actor(), request.form.get("reason", ""))
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    return _told(f"Visit {visit_id} is refused: no IP PIN is mailed")


def _came() -> Came:
    given = request.form
    return Came(
        taxpayer_id=given.get("taxpayer", 0, type=int),
        visited_on=_day(given.get("visited_on", "")),
        center=given.get("center", ""),
        outcome=given.get("outcome", ""),
        shown=given.getlist("shown"),
        child_shown=given.getlist("child_shown"),
        appointment=given.get("appointment", ""),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.InvalidInput("give the day of the visit as YYYY-MM-DD") from None


def _told(text: object, kind: str = "success") -> ResponseReturnValue:
    flash(f"{shell.sentence(str(text)).rstrip('.')}.", kind)
    return redirect(url_for("notices_requests.index"))
