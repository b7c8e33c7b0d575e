"""After printing: mailed, spoiled, returned, mailed again, or closed."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.mail import mailing, undeliverable
from desk.models import numbers
from review_ui.web import access, current

pages = Blueprint("notices_mailed", __name__, url_prefix="/notices")


@pages.post("/mailed")
@access.needs("mail")
def confirm() -> ResponseReturnValue:
    """Mark these letters as mailed or, from the other form, as spoiled."""
    chosen, what = request.form.getlist("notice", type=int), request.form.get("what", "mailed")
    reason = request.form.get("reason", "")
    if not chosen:
        raise errors.InvalidInput("choose at least one letter")
    if what == "spoiled":
        mailing.spoil(current.office(), chosen, current.actor(), reason)
    elif reason:
        raise errors.InvalidInput("a letter in the mail takes no reason: say whether these are mailed or spoiled")
    else:
        mailing.confirm(current.office(), chosen, current.actor())
    letters = "1 letter is" if len(chosen) == 1 else f"{len(chosen)} letters are"
    return _told(f"{letters} recorded as {'spoiled and may be printed again' if what == 'spoiled' else 'mailed'}.")


@pages.post("/returned")
@access.needs("mail")
def came_back() -> ResponseReturnValue:
    """Record a letter that the post office returned, by the number under its barcode."""
    number = request.form.get("letter", "").strip().upper().removeprefix("N")
    if not number.isdecimal():
        raise errors.InvalidInput("give the letter's number, such as N0000012: it stands under the barcode")
    undeliverable.came_back(current.office(), int(number), current.actor(), request.form.get("why", ""))
    return _told(f"Letter {numbers.letter(int(number))} is recorded as returned: look up the address.")


@pages.post("/<int:notice_id>/again")
@access.needs("supervise")
def send_again(notice_id: int) -> ResponseReturnValue:
    """Mail a letter again to the address of record; a better address is requested separately
    (review_ui/notices/addresses).
    """
    undeliverable.send_again(current.office(), notice_id, current.actor(), request.form.get("source", ""))
    return _told("The letter is ready to print again.")


@pages.post("/<int:notice_id>/ended")
@access.needs("supervise")
def give_up(notice_id: int) -> ResponseReturnValue:
    """Record that no better address was found."""
    undeliverable.give_up(current.office(), notice_id, current.actor(), request.form.get("source", ""))
    return _told("The letter ends here.")


def _told(text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("notices.index"))
