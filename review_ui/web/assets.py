"""Stylesheets, scripts, and the typeface: the only responses that a browser may cache."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

from review_ui.web import access

FOLDER = Path(__file__).parents[1] / "static"
FONTS = {"public-sans.ttf": "PublicSans[wght].ttf"}
_KEEP = 31_536_000
pages = Blueprint("assets", __name__, url_prefix="/assets")


@pages.get("/<version>/<name>")
@access.needs(access.ANYBODY)
def file(version: str, name: str) -> Response:
    """Return one stylesheet or script; its address changes with its content."""
    return send_from_directory(FOLDER, name, max_age=_KEEP)


@pages.get("/fonts/<name>")
@access.needs(access.ANYBODY)
def font(name: str) -> Response:
    """Return the typeface of the pages and letters, in all its weights."""
    if name not in FONTS:
        abort(404)
    data = resources.files("fontpkg_public_sans").joinpath("files", FONTS[name]).read_bytes()
    return Response(data, mimetype="font/ttf", headers={"Cache-Control": f"public, max-age={_KEEP}"})


@cache
def version(name: str) -> str:
    """Return a short hash of a file's content."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
