"""Batches: receiving files, watching their progress page by page, and what to rescan."""

from datetime import date

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from desk import errors
from desk.mailroom import batches, receive
from desk.matching import looking
from desk.models.states import ScanState
from desk.reading import turns
from desk.screens import batches as batches_shown
from desk.screens.batches import Opened, ScanShown
from desk.system import calendar
from review_ui.web import access, current, looks

pages = Blueprint("batches", __name__, url_prefix="/batches")


@pages.get("/")
@access.needs("receive")
def index() -> ResponseReturnValue:
    """Show the place to drop files, and the batches so far, one of them opened."""
    return _page("batches/index.html")


@pages.get("/list")
@access.needs("receive", quiet=True)
def fragment() -> ResponseReturnValue:
    """Return the current batches for a page that is open."""
    return _page("batches/list.html")


@pages.get("/progress")
@access.needs("receive", quiet=True)
def progress() -> Response:
    """Return the progress of the files of the opened batch; ``stamp`` changes when the list must be drawn again."""
    with current.reading() as session:
        rows, one = batches_shown.listed(session, _before()), _opened(session)
        scans = [_told(scan) for scan in one.scans if scan.state == ScanState.READING] if one else []
        return jsonify(busy=sum(row.reading for row in rows), stamp=batches_shown.stamp(rows, one), scans=scans)


@pages.post("/")
@access.needs("receive")
def take() -> ResponseReturnValue:
    """Receive files; the page's script sends one at a time and gets a line for each."""
    received, postmark = current.day("received"), current.day("postmark")
    name = request.form.get("batch", "").strip() or _name(received)
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise errors.InvalidInput("choose at least one file")
    turns.demand_room(current.office(), current.actor().name)
    told = [_receive(file, name, received, postmark) for file in files]
    if request.headers.get("X-Part"):
        return jsonify(receipts=told)
    for one in told:
        flash(f"{one['file']}: {one['text']}", "info" if one["duplicate"] else "success")
    return redirect(url_for("batches.index", open=told[0]["batch"]))


def _receive(file: FileStorage, name: str, received: date | None, postmark: date | None) -> dict:
    filename = file.filename or ""
    receipt = receive.receive(
        current.office(), file.read(), filename, batch=name, actor=current.actor().name, received=received,
        postmark=postmark,
    )  # fmt: skip
    number = receipt.scan_id
    text = f"same as scan {number}, not stored again" if receipt.duplicate else f"stored as scan {number}"
    with current.reading() as session:
        batch = batches_shown.batch_of(session, number)
    return {"file": receive.clean_name(filename), "text": text, "duplicate": receipt.duplicate, "batch": batch}


def _told(scan: ScanShown) -> dict:
    return {"id": scan.id, "done": scan.done, "total": scan.total, "words": [word.text for word in scan.words]}


def _opened(session: Session) -> Opened | None:
    number = request.args.get("open", type=int)
    return batches_shown.opened(session, number) if number else None


def _before() -> int | None:
    return request.args.get("before", type=int)


def _name(received: date | None = None) -> str:
    """The default name of a batch of this person and day; never the name of a closed batch."""
    with current.reading() as session:
        return batches.still_open(session, f"{received or calendar.today()} {current.actor().name}")[0]


def _page(template: str) -> ResponseReturnValue:
    looks.note(looking.LIST, "list", None, name="batches")
    with current.reading() as session:
        rows, one = batches_shown.listed(session, _before()), _opened(session)
        return render_template(
            template,
            rows=rows,
            before=_before(),
            at_once=batches_shown.LISTED,
            opened=one,
            stamp=batches_shown.stamp(rows, one),
            name=_name(),
        )
