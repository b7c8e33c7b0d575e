"""What the mailroom does with a batch: its sheets, its count, rescans, and closing it."""

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.mailroom import again, batches, sheets
from desk.models import numbers
from desk.reading import rescans, same_paper, turns
from desk.screens import batches as batches_shown
from desk.system import calendar
from review_ui.web import access, current, shell

pages = Blueprint("batch_acts", __name__, url_prefix="/batches")


@pages.post("/start")
@access.needs("receive")
def start() -> ResponseReturnValue:
    """Open a batch before anything is scanned, and show its cover sheet."""
    name, received = request.form.get("batch", ""), current.day("received") or calendar.today()
    batch = batches.start(current.office(), name, received, current.actor().name, _number("expected"))
    return redirect(url_for("batch_acts.cover", batch_id=batch.id))


@pages.get("/<int:batch_id>/cover.pdf")
@access.needs("receive")
def cover(batch_id: int) -> Response:
    """Send a batch's cover sheet to print."""
    with current.reading() as session:
        return shell.pdf(sheets.cover(batches.one(session, batch_id)), "cover")


@pages.get("/separators.pdf")
@access.needs("receive")
def separators() -> Response:
    """Send separator sheets to print."""
    return shell.pdf(sheets.separators(request.args.get("number", 10, type=int)), "separators")


@pages.post("/<int:batch_id>/count")
@access.needs("receive")
def expect(batch_id: int) -> ResponseReturnValue:
    """Store how many pages were counted by hand; an empty field removes the count."""
    batches.expect(current.office(), batch_id, _number("pages"), current.actor())
    flash("The count is saved.", "success")
    return _back(batch_id)


@pages.post("/<int:batch_id>/close")
@access.needs("receive")
def close(batch_id: int) -> ResponseReturnValue:
    """Close a batch that balances."""
    batches.close(current.office(), batch_id, current.actor())
    flash("The batch is closed. It takes no more files.", "success")
    return _back(batch_id)


@pages.post("/scans/<int:scan_id>/count")
@access.needs("receive")
def count_scan(scan_id: int) -> ResponseReturnValue:
    """Store how many pages the paper of an unreadable file has."""
    batches.settle_scan(current.office(), scan_id, _needed("pages"), current.actor())
    with current.reading() as session:
        return _back(batches_shown.batch_of(session, scan_id))


@pages.post("/scans/<int:scan_id>/read-again")
@access.needs("receive")
def read_again(scan_id: int) -> ResponseReturnValue:
    """Queue an unreadable file once more."""
    again.read_again(current.office(), scan_id, current.actor())
    with current.reading() as session:
        return _back(batches_shown.batch_of(session, scan_id))


@pages.post("/refused/<int:refusal_id>/count")
@access.needs("receive")
def count_refused(refusal_id: int) -> ResponseReturnValue:
    """Store how many pages a refused file stands for."""
    return _back(batches.settle_refusal(current.office(), refusal_id, _needed("pages"), current.actor()))


@pages.post("/documents/<int:document_id>/again")
@access.needs("receive")
def rescan(document_id: int) -> ResponseReturnValue:
    """Receive a file that replaces a document once it is read and holds the same paper."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise errors.InvalidInput("choose the file of the new scan")
    turns.demand_room(current.office(), current.actor().name)
    receipt = rescans.rescan(current.office(), document_id, file.read(), file.filename, current.actor())
    old = numbers.document(document_id)
    text = f"scan {receipt.scan_id} is read and compared with {old} before it replaces it"
    if request.headers.get("X-Part"):
        return jsonify(text=text)
    flash(f"{shell.sentence(text)}.", "success")
    with current.reading() as session:
        return _back(batches_shown.batch_of(session, receipt.scan_id))


@pages.post("/documents/<int:document_id>/same")
@access.needs("receive")
def same(document_id: int) -> ResponseReturnValue:
    """Record that a new scan holds the paper of a file that cannot be read."""
    scan_id = same_paper.join_unreadable(current.office(), document_id, request.form.get("reason", ""), current.actor())
    flash("The new scan replaces the unreadable file.", "success")
    with current.reading() as session:
        return _back(batches_shown.batch_of(session, scan_id))


def _back(batch_id: int | None) -> ResponseReturnValue:
    """Return to the batches, with this paper's batch opened."""
    return redirect(url_for("batches.index", open=batch_id))


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise errors.InvalidInput("write the number of pages in digits")
    return int(text) if text else None


def _needed(name: str) -> int:
    number = _number(name)
    if number is None:
        raise errors.InvalidInput("say how many pages there are; 0 if its paper came in another way")
    return number
