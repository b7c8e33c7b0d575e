"""Notices and mail: letters to print, printed ones to confirm, and what has left the office."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from desk import letters, mail
from review_ui import access, current

pages = Blueprint("notices", __name__, url_prefix="/notices")
KINDS = {
    "cp01a": "CP01A: the IP PIN",
    "missing": "What is missing on an application",
    "rejection": "Application rejected",
    "verification": "Verify your identity",
    "replacement": "Replacement IP PIN",
}
_SHOWN = 200


@pages.get("/")
@access.needs("notices")
def index():
    """Three lists: to print, to confirm, mailed."""
    with current.reading() as session:
        return render_template(
            "notices/index.html",
            kinds=KINDS,
            drafts=mail.drafts(session),
            printed=mail.listed(session, "printed"),
            later=mail.later(session),
            mailed=mail.listed(session, "mailed")[:_SHOWN],
        )


@pages.get("/<int:notice_id>.pdf")
@access.needs("notices")
def preview(notice_id: int) -> Response:
    """One letter as screens may show it: six dots where the PIN stands."""
    with current.reading() as session:
        return _pdf(letters.preview(session, mail.one(session, notice_id)))


@pages.post("/print")
@access.needs("mail")
def print_batch() -> Response:
    """The print file of the chosen letters, made now and stored nowhere."""
    return _pdf(mail.print_batch(current.office(), request.form.getlist("notice", type=int), current.actor()))


@pages.post("/mailed")
@access.needs("mail")
def confirm():
    """These letters are in the mail."""
    chosen = request.form.getlist("notice", type=int)
    mail.confirm(current.office(), chosen, current.actor())
    flash(f"{len(chosen)} {'letter is' if len(chosen) == 1 else 'letters are'} recorded as mailed.", "success")
    return redirect(url_for("notices.index"))


def _pdf(data: bytes) -> Response:
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=letters.pdf"})
