"""Print batches: gathered by one person, released by another with the password again, printed."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from desk import errors
from desk.mail import print_batches
from desk.models import numbers
from desk.office import accounts
from review_ui.web import access, current, shell

pages = Blueprint("notices_batches", __name__, url_prefix="/notices/batches")


@pages.post("/")
@access.needs("mail")
def gather() -> ResponseReturnValue:
    """Put the chosen letters into a new print batch."""
    chosen = request.form.getlist("notice", type=int)
    number = print_batches.gather(current.office(), chosen, current.actor())
    with current.reading() as session:
        held = len(print_batches.batch_of(session, number).printings)
    left = f" {_letters(len(set(chosen)) - held)} cannot be printed: see the list." if held < len(set(chosen)) else ""
    return _told(
        f"Print batch {numbers.print_batch(number)} holds {_letters(held)}. A second person releases it.{left}"
    )


@pages.post("/<int:batch_id>/release")
@access.needs("mail")
def release(batch_id: int) -> ResponseReturnValue:
    """Release a batch that somebody else gathered; the password is asked for again, and that is recorded."""
    try:
        accounts.confirm(current.office(), current_user.id, request.form.get("password", ""), "release")
        left_out = print_batches.release(current.office(), batch_id, current.actor())
    except (errors.InvalidInput, errors.LetterRefused) as bad:
        return _told(f"{shell.sentence(str(bad))}.", "error")
    for why in left_out:
        flash(f"Left out: {why}", "error")
    return _told(
        f"Print batch {numbers.print_batch(batch_id)} is released: every letter in it passed its checks. Print it now."
    )


@pages.post("/<int:batch_id>/dissolve")
@access.needs("mail")
def dissolve(batch_id: int) -> ResponseReturnValue:
    """Cancel a batch that is not released."""
    print_batches.dissolve(current.office(), batch_id, current.actor())
    return _told(f"Print batch {numbers.print_batch(batch_id)} is canceled; its letters are ready to print again.")


@pages.post("/<int:batch_id>/out/<int:notice_id>")
@access.needs("mail")
def take_out(batch_id: int, notice_id: int) -> ResponseReturnValue:
    """Take one letter out of a batch that is not released."""
    print_batches.take_out(current.office(), batch_id, notice_id, current.actor())
    return _told(f"Letter {numbers.letter(notice_id)} is out of the batch and ready to print.")


@pages.post("/<int:batch_id>/print")
@access.needs("mail")
def print_file(batch_id: int) -> Response:
    """Send the print file of a released batch; a second time only with a reason, which is recorded."""
    reason = request.form.get("reason", "")
    return shell.pdf(print_batches.open_file(current.office(), batch_id, current.actor(), reason), "letters")


def _letters(number: int) -> str:
    return "1 letter" if number == 1 else f"{number} letters"


def _told(text: str, kind: str = "success") -> ResponseReturnValue:
    flash(text, kind)
    return redirect(url_for("notices.index"))
