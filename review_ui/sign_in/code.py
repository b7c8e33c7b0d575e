"""The second step of sign-in: a sign-in app that is set up once, and its one-time code."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from desk import errors
from desk.office import codes
from review_ui.web import access, current

pages = Blueprint("sign_in_code", __name__, url_prefix="/sign-in")
_WRONG = "That code is not right, or was used already. After three wrong tries an account is locked for 15 minutes."


@pages.get("/code")
@access.needs(access.ANYBODY)
def form() -> ResponseReturnValue:
    """Ask for the code after the right password."""
    return render_template("sign_in/code.html") if access.awaited() else redirect(url_for("sign_in.form"))


@pages.post("/code")
@access.needs(access.ANYBODY)
def enter() -> ResponseReturnValue:
    """Check the code and begin a session."""
    waiting = access.awaited()
    if waiting is None:
        return redirect(url_for("sign_in.form"))
    user = codes.sign_in(current.office(), *waiting, request.form.get("code", ""))
    if user is None:
        return render_template("sign_in/code.html", problem=_WRONG), 401
    back = session.get("back", "")
    access.begin(user)
    return redirect(url_for("sign_in.password") if user.one_time else back or url_for("home.index"))


@pages.get("/app")
@access.needs(access.SIGNED_IN)
def app() -> ResponseReturnValue:
    """Show the QR code that a sign-in app reads."""
    return _invite()


@pages.post("/app")
@access.needs(access.SIGNED_IN)
def prove() -> ResponseReturnValue:
    """Check the app's first code; from now on each sign-in asks for one."""
    try:
        codes.prove(current.office(), current_user.id, request.form.get("code", ""))
    except errors.InvalidInput as bad:
        return _invite(str(bad)), 422
    flash("Your sign-in app is set up. From now on its code is asked when you sign in.", "success")
    return redirect(url_for("home.index"))


def _invite(problem: str = "") -> str:
    address = codes.invitation(current.office(), current_user.id)
    picture = Markup(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=3, light="#fff"))
    secret = address.partition("secret=")[2].partition("&")[0]
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("sign_in/app.html", picture=picture, groups=groups, problem=problem)
