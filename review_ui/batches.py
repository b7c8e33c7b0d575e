"""Batches: taking files in, and watching them being read."""

from datetime import date

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from desk import batches_shown, calendar, errors, receive
from review_ui import access, current

pages = Blueprint("batches", __name__, url_prefix="/batches")


@pages.get("/")
@access.needs("receive")
def index():
    """The place to drop files, and the batches so far; one of them opened."""
    return _page("batches/index.html", request.args.get("open", type=int))


@pages.get("/progress")
@access.needs("receive", quiet=True)
def progress():
    """The batches as they stand now, for a page that is open."""
    return _page("batches/list.html", request.args.get("open", type=int))


@pages.post("/")
@access.needs("receive")
def take():
    """Take files in; the page's script sends one at a time and gets a line for each."""
    received, postmark = _day("received"), _day("postmark")
    name = request.form.get("batch", "").strip() or f"{received or calendar.today()} {current.actor().name}"
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise errors.InvalidInput("choose at least one file")
    told = [_receive(file, name, received, postmark) for file in files]
    if request.headers.get("X-Part"):
        return jsonify(receipts=told)
    for one in told:
        flash(f"{one['file']}: {one['text']}", "info" if one["duplicate"] else "success")
    return redirect(url_for("batches.index"))


def _receive(file, name: str, received: date | None, postmark: date | None) -> dict:
    receipt = receive.receive(
        current.office(), file.read(), file.filename, batch=name, actor=current.actor().name, received=received,
        postmark=postmark,
    )  # fmt: skip
    number = receipt.scan_id
    text = f"same as scan {number}, not stored again" if receipt.duplicate else f"stored as scan {number}"
    return {"file": receive.clean_name(file.filename), "text": text, "duplicate": receipt.duplicate}


def _page(template: str, opened: int | None):
    with current.reading() as session:
        rows = batches_shown.listed(session)
        batch, scans = batches_shown.scans(session, opened) if opened else (None, [])
        return render_template(template, rows=rows, batch=batch, scans=scans)


def _day(name: str) -> date | None:
    text = request.form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise errors.InvalidInput("write dates as year-month-day, such as 2026-03-02") from None
