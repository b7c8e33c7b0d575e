"""Notices and mail: letters to print, print batches in progress, mailed and returned letters."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from desk.enrollment.addresses import SOURCES
from desk.mail import manifest, print_batches, rendering
from desk.matching import looking
from desk.models.states import NoticeState, PrintBatchState
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.reports import formats
from desk.screens import mail as outgoing
from review_ui import reports
from review_ui.web import access, current, looks, shell

pages = Blueprint("notices", __name__, url_prefix="/notices")
KINDS = {kind.value: kind.does.label for kind in NoticeKind}
_LATER, _FINISHED = 25, 10


@pages.get("/")
@access.needs("notices")
def index() -> ResponseReturnValue:
    """Show the letters: to print, to release, printed, returned, for later, mailed."""
    kind = request.args.get("kind") if request.args.get("kind") in KINDS else None
    settings = policy.load(current.office().settings)
    looks.note(looking.LIST, "list", None, name="notices")
    with current.reading() as session:
        actor = current.actor()
        return render_template(
            "notices/index.html",
            sources=SOURCES,
            kinds=KINDS,
            reads=current.may("read"),
            kind=kind,
            waiting=outgoing.by_kind(session),
            drafts=outgoing.ready(session, kind, print_batches.LARGEST),
            gathered=outgoing.batches(session, PrintBatchState.GATHERED, actor, settings),
            released=outgoing.batches(session, PrintBatchState.RELEASED, actor, settings),
            confirmed=outgoing.batches(session, PrintBatchState.CONFIRMED, actor, settings, _FINISHED),
            returned=outgoing.returned(session),
            later=outgoing.later(session, _LATER),
            later_count=outgoing.count_later(session),
            mailed=outgoing.listed(session, NoticeState.MAILED),
            mailed_count=outgoing.count(session, NoticeState.MAILED),
        )


@pages.get("/<int:notice_id>.pdf")
@access.needs("notices")
def preview(notice_id: int) -> Response:
    """Show one letter with six dots in place of the PIN."""
    with current.reading() as session:
        shown = rendering.preview(
            session, print_batches.one(session, notice_id), policy.load(current.office().settings)
        )
    looks.note(looking.LETTER, "notice", notice_id)
    return shell.pdf(shown, "letters")


@pages.get("/batches/<int:batch_id>/manifest.<form>")
@access.needs("notices")
def list_batch(batch_id: int, form: str) -> Response:
    """Send the manifest of a batch with its control totals."""
    with current.reading() as session:
        made = manifest.make(session, batch_id)
    looks.note(looking.LETTERS, "mail_batch", batch_id, form=form)
    return reports.file(made, form, f"manifest-{batch_id}", formats.FORMATS)
