"""The audit trail: who did and saw what, searchable; whether the chain is whole; people, thresholds, and rules."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from desk.lifecycle import audit
from desk.matching import looking
from desk.office import accounts, anchoring
from desk.reports import formats, trail
from desk.reports.trail import Asked
from desk.screens import rules as rules_shown
from review_ui import reports
from review_ui.web import access, current, looks

pages = Blueprint("audit_trail", __name__, url_prefix="/audit")
_AT_ONCE = 100
_PART = 20_000


@pages.get("/")
@access.needs("audit")
def index() -> ResponseReturnValue:
    """Show the newest events, or those that match the search."""
    looks.note(looking.LIST, "list", None, name="audit")
    return _page()


@pages.post("/verify")
@access.needs("audit")
def verify() -> ResponseReturnValue:
    """Check the whole chain, compare it with the anchors, and show the result."""
    with current.reading() as session:
        verdict, doubt = audit.verify(session), anchoring.doubt(current.office(), session)
    return _page(verdict, doubt)


@pages.post("/verify/<int:after>")
@access.needs("audit")
def verify_part(after: int) -> ResponseReturnValue:
    """Check the next part of a long chain; the page's script asks for one after the other."""
    with current.reading() as session:
        part = audit.verify(session, after, _PART)
        total, ended = trail.count(session), part.events < _PART
        doubt = anchoring.doubt(current.office(), session) if ended else None
    return jsonify(broken_at=part.broken_at, last=part.last, total=total, ended=ended, doubt=doubt)


@pages.get("/events.<form>")
@access.needs("audit")
def export(form: str) -> Response:
    """Send the result of a search as a file."""
    with current.reading() as session:
        made = reports.file(trail.report(session, _asked()), form, "audit", formats.FORMATS)
    looks.note(looking.EXPORT, "report", None, name="audit", form=form)
    return made


@pages.get("/rules")
@access.needs("audit")
def rules() -> ResponseReturnValue:
    """Show who may work here, the thresholds, and the rules in force; read only."""
    settings = current.office().settings
    with current.reading() as session:
        people = accounts.everyone(session)
    return render_template(
        "audit/rules.html",
        people=people,
        permissions=accounts.PERMISSIONS,
        thresholds=rules_shown.thresholds(settings),
        choices=rules_shown.choices(settings),
        book=rules_shown.in_force(settings),
    )


def _page(verdict: audit.Verdict | None = None, doubt: str | None = None) -> ResponseReturnValue:
    asked, before = _asked(), request.args.get("before", type=int)
    with current.reading() as session:
        return render_template(
            "audit/index.html",
            verdict=verdict,
            doubt=doubt,
            asked=asked,
            query={name: value for name, value in request.args.items() if name != "before" and value},
            at_once=_AT_ONCE,
            events=trail.search(session, asked, before, _AT_ONCE),
            actors=trail.actors(session),
            actions=trail.actions(session),
            total=trail.count(session),
            names={user.id: user.name for user in accounts.everyone(session)},
        )


def _asked() -> Asked:
    number = request.args.get("document", "").strip().lstrip("dD").lstrip("0")
    return Asked(
        request.args.get("actor", ""),
        request.args.get("action", ""),
        int(number) if number.isdecimal() else None,
        current.day("first"),
        current.day("last"),
    )
