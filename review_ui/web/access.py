"""Closed by default: every route names the permission that it needs, and one gate asks for it.

A route that names none is refused to everybody. A session ends after idle minutes, after its
whole length, when the account is closed or its password changes, and at sign-out.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
    """The person of a running session, as Flask-Login wants to know one."""

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
        """The name that records keep, and the role."""
        return Actor(self.name, self.role)

    def get_id(self) -> str:
        """What the session remembers: the account and its epoch."""
        return f"{self.id}.{self.epoch}"


def needs(permission: str, quiet: bool = False) -> Callable:
    """Say which permission a view needs. ``quiet``: a call of the page's own, not a sign of life."""

    def mark(view: Callable) -> Callable:
        vars(view).update(needs=permission, quiet=quiet)
        return view

    return mark


def install(app: Flask) -> None:
    """Put the gate, the session's keeper and the CSRF check before every view."""
    login = LoginManager(app)
    login.session_protection = "strong"
    login.user_loader(_load)
    app.before_request(_gate)
    CSRFProtect(app)


def begin(user: User) -> None:
    """Start a session of this account with nothing left of the one before."""
    session.clear()
    session["began"] = session["seen"] = calendar.ticks()
    login_user(_signed_in(user))


def await_code(user: User, back: str) -> None:
    """The password was right: remember for five minutes whose one-time code is asked, and nothing else."""
    session.clear()
    session["awaited"] = (user.id, user.epoch, calendar.ticks() + _CODE_SECONDS)
    session["back"] = back


def awaited() -> tuple[int, int] | None:
    """The account and epoch whose one-time code is asked."""
    number, epoch, until = session.get("awaited", (0, 0, 0))
    return (number, epoch) if until > calendar.ticks() else None


def end() -> None:
    """Forget the session."""
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
    """How many seconds the session lasts if nothing more happens; below 0 once it is over."""
    settings, now = current.office().settings, calendar.ticks()
    idle = session.get("seen", 0) + settings.idle_minutes * 60
    return min(idle, session.get("began", 0) + settings.session_hours * 3600) - now


def _to_sign_in() -> ResponseReturnValue:
    """A page asked for leads to the sign-in; anything else is told that it is signed out."""
    wanted = request.accept_mimetypes
    asked_for_page = request.method == "GET" and (wanted.accept_html or not wanted)
    if not asked_for_page or request.headers.get("X-Part"):
        abort(401)
    back = request.full_path.rstrip("?") if request.path != "/" else None
    return redirect(url_for("sign_in.form", back=back))
