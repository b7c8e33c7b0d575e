"""Closed by default: every route names the permission that it needs, and one gate checks it.

A route without one is refused to everybody. A session ends after idle minutes, after its full length, when the account
is closed or its password changes, and at sign-out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect

from desk.models import User
from desk.office import accounts
from desk.office.accounts import Actor
from desk.system import calendar
from review_ui.web import current

ANYBODY = "anybody"
SIGNED_IN = "signed in"
_BEFORE_PASSWORD = tuple(
    f"sign_in.{name}" for name in ("password", "change_password", "sign_out", "still_here", "left")
)
_BEFORE_APP = (*_BEFORE_PASSWORD, "sign_in_code.app", "sign_in_code.prove")
_CODE_SECONDS = 5 * 60


@dataclass(frozen=True)
class SignedIn:
    """The person of a session, in the form that Flask-Login expects."""

    id: int
    name: str
    role: str
    epoch: int
    one_time: bool
    needs_app: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def actor(self) -> Actor:
        """The name for records, and the role."""
        return Actor(self.name, self.role)

    def get_id(self) -> str:
        """Return what the session stores: the account and its epoch."""
        return f"{self.id}.{self.epoch}"


def needs(permission: str, quiet: bool = False) -> Callable:
    """Name the permission that a view needs. ``quiet``: a call by the page itself does not prolong the session."""

    def mark(view: Callable) -> Callable:
        vars(view).update(needs=permission, quiet=quiet)
        return view

    return mark


def install(app: Flask) -> None:
    """Install the gate, the session manager, and the CSRF check before every view."""
    login = LoginManager(app)
    login.session_protection = "strong"
    login.user_loader(_load)
    app.before_request(_gate)
    CSRFProtect(app)


def begin(user: User) -> None:
    """Start a session for this account, without anything from the session before."""
    session.clear()
    session["name"] = token_hex(6)
    session["began"] = session["seen"] = calendar.ticks()
    login_user(_signed_in(user))


def await_code(user: User, back: str) -> None:
    """After the right password: store for five minutes whose one-time code is needed, and nothing else."""
    session.clear()
    session["awaited"] = (user.id, user.epoch, calendar.ticks() + _CODE_SECONDS)
    session["back"] = back


def awaited() -> tuple[int, int] | None:
    """Return the account and epoch whose one-time code is needed."""
    number, epoch, until = session.get("awaited", (0, 0, 0))
    return (number, epoch) if until > calendar.ticks() else None


def end() -> None:
    """End the session."""
    logout_user()
    session.clear()


def _load(token: str) -> SignedIn | None:
    number, _, epoch = token.partition(".")
    user = accounts.load(current.office(), int(number), int(epoch)) if number.isdigit() and epoch.isdigit() else None
    return _signed_in(user) if user else None


def _signed_in(user: User) -> SignedIn:
    needs_app = user.totp_step is None and current.office().settings.asks_code
    return SignedIn(user.id, user.name, user.role, user.epoch, user.one_time, needs_app)


def _gate() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    needed = getattr(view, "needs", None)
    if needed == ANYBODY:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if left() < 0:
        end()
        flash("You were signed out because nothing happened for a while.", "info")
        return _to_sign_in()
    if not getattr(view, "quiet", False):
        session["seen"] = calendar.ticks()
    if current_user.one_time and request.endpoint not in _BEFORE_PASSWORD:
        return redirect(url_for("sign_in.password"))
    if current_user.needs_app and request.endpoint not in _BEFORE_APP:
        return redirect(url_for("sign_in_code.app"))
    if view is None or needed == SIGNED_IN:
        return None
    return None if needed and current.may(needed) else abort(403)


def left() -> float:
    """Return how many seconds the session lasts without activity; below 0 if it is over."""
    settings, now = current.office().settings, calendar.ticks()
    idle = session.get("seen", 0) + settings.idle_minutes * 60
    return min(idle, session.get("began", 0) + settings.session_hours * 3600) - now


def _to_sign_in() -> ResponseReturnValue:
    """Send a page request to the sign-in page; tell any other request that it is signed out."""
    wanted = request.accept_mimetypes
    asked_for_page = request.method == "GET" and (wanted.accept_html or not wanted)
    if not asked_for_page or request.headers.get("X-Part"):
        abort(401)
    back = request.full_path.rstrip("?") if request.path != "/" else None
    return redirect(url_for("sign_in.form", back=back))
