"""Signing in and out, and replacing the one-time password."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from desk import errors
from desk.office import accounts, passwords
from review_ui.web import access, current

pages = Blueprint("sign_in", __name__)
_WRONG = "Name or password is not right. After three wrong tries an account is locked for 15 minutes."


@pages.get("/sign-in")
@access.needs(access.ANYBODY)
def form() -> ResponseReturnValue:
    """Ask for name and password."""
    back = request.args.get("back", "")
    if current_user.is_authenticated:
        return redirect(_inside(back))
    return render_template("sign_in/form.html", back=back)


@pages.post("/sign-in")
@access.needs(access.ANYBODY)
def enter() -> ResponseReturnValue:
    """Check name and password and begin a session."""
    with_code = current.office().settings.asks_code
    asked = (request.form.get("name", ""), request.form.get("password", ""))
    user, back = accounts.sign_in(current.office(), *asked, with_code), request.form.get("back", "")
    if user is None:
        return render_template("sign_in/form.html", problem=_WRONG, back=back), 401
    if with_code and user.totp_step is not None:
        access.await_code(user, _inside(back))
        return redirect(url_for("sign_in_code.form"))
    access.begin(user)
    return redirect(url_for("sign_in.password") if user.one_time else _inside(back))


@pages.get("/password")
@access.needs(access.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Ask for a new password."""
    return render_template("sign_in/password.html", shortest=passwords.SHORTEST)


@pages.post("/password")
@access.needs(access.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Replace the password and begin a new session."""
    new = request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise errors.InvalidInput("the two new passwords differ")
        user = accounts.change_password(current.office(), current_user.id, request.form.get("old", ""), new)
    except errors.InvalidInput as bad:
        return render_template("sign_in/password.html", shortest=passwords.SHORTEST, problem=str(bad)), 422
    access.begin(user)
    flash("Your password is changed.", "success")
    return redirect(url_for("home.index"))


@pages.post("/sign-out")
@access.needs(access.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End every session of this account."""
    accounts.sign_out(current.office(), current_user.id)
    access.end()
    return redirect(url_for("sign_in.form"))


@pages.get("/still-here")
@access.needs(access.SIGNED_IN, quiet=True)
def left() -> ResponseReturnValue:
    """Return how many idle seconds the session has left; the page asks before it warns."""
    return jsonify(left=access.left())


@pages.post("/still-here")
@access.needs(access.SIGNED_IN)
def still_here() -> ResponseReturnValue:
    """Prolong the session of a person who reads without clicking."""
    return "", 204


def _inside(path: str) -> str:
    """A page of this desk to return to, or home; never another site."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else url_for("home.index")
