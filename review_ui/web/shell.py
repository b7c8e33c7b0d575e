"""What all pages share: navigation by role, the office date, the format of dates and counts."""

import re
from datetime import date, datetime

from flask import Flask, Response, url_for

from desk import forms
from desk.documents import labels, masking
from desk.recommendation import returns
from desk.system import calendar
from review_ui.web import assets, current

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def install(app: Flask, navigation: tuple[tuple[str, str, str], ...]) -> None:
    """Install the template helpers; ``navigation`` is the top bar: endpoint, name, permission."""
    app.context_processor(lambda: _context(navigation))
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        sentence=sentence,
        hour=calendar.told,
        pin_box=returns.field_of,
        tin=masking.tin,
    )
    app.jinja_env.globals.update(labels=labels, asset=asset, may=current.may)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def asset(name: str) -> str:
    """Return the address of a stylesheet or script."""
    return url_for("assets.file", version=assets.version(name), name=name)


def day(value: date | None) -> str:
    """Return a date for people: Mar 2, 2026."""
    return calendar.written(value) if value else ""


def moment(value: datetime | None) -> str:
    """Return a moment for people, in the office's time: Mar 2, 2026, 14:05."""
    return f"{day(value.astimezone())}, {value.astimezone():%H:%M}" if value else ""


def sentence(text: str) -> str:
    """Return a text with a capital first letter, and its dates as people read them."""
    return text[:1].upper() + _DATE.sub(_as_read, text[1:])


def _as_read(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:  # digits that only look like a date
        return found[0]


def pdf(data: bytes, name: str) -> Response:
    """Send sheets or letters to the browser's own viewer."""
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": f"inline; filename={name}.pdf"})


def _context(navigation: tuple[tuple[str, str, str], ...]) -> dict:
    settings = current.office().settings
    return {
        "navigation": [(endpoint, name) for endpoint, name, permission in navigation if current.may(permission)],
        "today": calendar.today(),
        "practice": settings.allow_test_tins,
        "stand_ins": [] if settings.allow_test_tins else forms.stand_ins(),
        "idle_minutes": settings.idle_minutes,
    }
