"""Changes of address: requested by one person, granted or refused by another."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.enrollment import addresses
from desk.enrollment.addresses import Asked, NewAddress
from desk.mail import undeliverable
from desk.models.taxpayers import ADDRESS
from review_ui.web import access, current, shell

pages = Blueprint("notices_addresses", __name__, url_prefix="/notices/addresses")


@pages.post("/")
@access.needs("decide")
def ask() -> ResponseReturnValue:
    """Request a new address for a person on record, as shown by a letter, a call, or another paper."""
    given = request.form
    asked = Asked(given.get("taxpayer", 0, type=int), _typed(), given.get("source", ""), given.get("evidence", ""))
    try:
        addresses.ask(current.office(), asked, current.actor())
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    return _told("The change of address needs a supervisor other than you")


@pages.post("/returned/<int:notice_id>")
@access.needs("decide")
def ask_for_returned(notice_id: int) -> ResponseReturnValue:
    """Request a better address for a returned letter."""
    given = request.form
    told = given.get("source", ""), given.get("evidence", "")
    undeliverable.ask_address(current.office(), notice_id, current.actor(), _typed(), *told)
    return _told("The change of address needs a supervisor other than you; the letter is mailed again after it")


@pages.post("/<int:change_id>/grant")
@access.needs("supervise")
def grant(change_id: int) -> ResponseReturnValue:
    """Grant the address as another person: it goes into the record, and letters inform both places."""
    addresses.grant(current.office(), change_id, current.actor(), request.form.get("reason", ""))
    return _told("The address is changed: a letter to each of the two addresses is ready to print")


@pages.post("/<int:change_id>/refuse")
@access.needs("decide")
def refuse(change_id: int) -> ResponseReturnValue:
    """Refuse the change: the record stays as it is."""
    try:
        addresses.refuse(current.office(), change_id, current.actor(), request.form.get("reason", ""))
    except errors.InvalidInput as bad:
        return _told(bad, "error")
    return _told("The address stays as it is")


def _typed() -> NewAddress:
    return NewAddress(**{name: request.form.get(name, "").strip() for name in ADDRESS})


def _told(text: object, kind: str = "success") -> ResponseReturnValue:
    flash(f"{shell.sentence(str(text)).rstrip('.')}.", kind)
    return redirect(url_for("notices_requests.index"))
