"""The audit trail: who did and saw what, searchable; and whether the chain is whole."""

import json

from flask import Blueprint, Response, render_template, request

from desk import audit, trail
from review_ui import access, current

pages = Blueprint("audit_trail", __name__, url_prefix="/audit")
_AT_ONCE = 100


@pages.get("/")
@access.needs("audit")
def index():
    """The newest events, or those searched for."""
    return _page()


@pages.post("/verify")
@access.needs("audit")
def verify():
    """Walk the whole chain and say what was found."""
    with current.reading() as session:
        verdict = audit.verify(session)
    return _page(verdict)


def _page(verdict: audit.Verdict | None = None):
    asked, before = _asked(), request.args.get("before", type=int)
    with current.reading() as session:
        return render_template(
            "audit/index.html",
            verdict=verdict,
            asked=asked,
            at_once=_AT_ONCE,
            events=trail.search(session, **asked, before=before, limit=_AT_ONCE),
            actors=trail.actors(session),
            actions=trail.actions(session),
            total=trail.count(session),
        )


@pages.get("/events.jsonl")
@access.needs("audit")
def export() -> Response:
    """What was searched for, as one JSON object per line."""
    with current.reading() as session:
        lines = [_line(event) for event in trail.search(session, **_asked(), limit=None)]
    headers = {"Content-Disposition": "attachment; filename=audit.jsonl"}
    return Response("".join(lines), mimetype="application/jsonl", headers=headers)


def _asked() -> dict:
    number = request.args.get("document", "").strip().lstrip("dD").lstrip("0")
    return {
        "actor": request.args.get("actor", ""),
        "action": request.args.get("action", ""),
        "document": int(number) if number.isdigit() else None,
    }


def _line(event) -> str:
    kept = ("id", "actor", "action", "subject", "subject_id", "details")
    told = {name: getattr(event, name) for name in kept} | {"at": event.at.isoformat(), "hash": event.hash.hex()}
    return json.dumps(told, ensure_ascii=False) + "\n"
