"""Notices and mail: letters to print, print batches on the table, what has left and what came back."""

from flask import Blueprint, Response, render_template, request

from desk import letters, mail, manifest, print_file, undeliverable
from desk.reports import formats
from review_ui import access, current, reports

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
    """To print, on the table, for later, came back, mailed."""
    with current.reading() as session:
        released = mail.batches(session, "released")
        return render_template(
            "notices/index.html",
            kinds=KINDS,
            drafts=mail.drafts(session),
            released=[(batch, [row.notice for row in print_file.live(batch)]) for batch in released],
            later=mail.later(session),
            returned=undeliverable.returned(session),
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
    """The print file of the chosen letters, made now for the person who prints."""
    return _pdf(mail.print_batch(current.office(), request.form.getlist("notice", type=int), current.actor()))


@pages.post("/batches/<int:batch_id>/print")
@access.needs("mail")
def print_again(batch_id: int) -> Response:
    """The print file of a batch once more, with the reason on record."""
    reason = request.form.get("reason", "")
    return _pdf(mail.open_file(current.office(), batch_id, current.actor(), reason))


@pages.get("/batches/<int:batch_id>/manifest.<form>")
@access.needs("notices")
def list_batch(batch_id: int, form: str) -> Response:
    """The manifest of a batch with its control totals."""
    with current.reading() as session:
        return reports.file(manifest.make(session, batch_id), form, f"manifest-{batch_id}", formats.FORMATS)


def _pdf(data: bytes) -> Response:
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=letters.pdf"})
