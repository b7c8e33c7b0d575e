"""Stores form definitions: those that ship with the project, and those that an office added in its home.

A definition is `<form>/<revision>.json` with the print of its pages next to it as `<revision>-<page>.png` (gray or
black and white, 200 dpi). An office's own definition hides the shipped one of the same name.
"""

import re
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from desk import errors
from desk.forms import checking, record
from desk.forms.definition import FormDefinition

SHIPPED = Path(__file__).with_name("definitions")
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_home: Path | None = None


def use(home: Path | None) -> None:
    """Use `home` as the office's folder for every later call in this process that names none."""
    global _home
    _home = home


def exists(form: str | None, revision: str | None) -> bool:
    """Whether there is a definition of that form and revision."""
    if not form or not revision:
        return False
    return any((folder / form / f"{revision}.json").is_file() for folder in _folders(None))


def load(form: str, revision: str, home: Path | str | None = None) -> FormDefinition:
    """The definition of that form and revision; `home` is the office's folder.

    Raises errors.FormNotFound, and errors.FormInvalid if the file does not pass its checks.
    """
    if _NAME.fullmatch(form) and _NAME.fullmatch(revision):
        for folder in _folders(home):
            path = folder / form / f"{revision}.json"
            if path.is_file():
                return _read(path, path.stat().st_mtime_ns)
    raise errors.FormNotFound(form, revision)


def all(home: Path | str | None = None) -> list[FormDefinition]:
    """Every available definition, by form and revision; raises errors.FormInvalid."""
    names = {(path.parent.name, path.stem) for folder in _folders(home) for path in folder.glob("*/*.json")}
    return [load(form, revision, home) for form, revision in sorted(names)]


def stand_ins(home: Path | str | None = None) -> list[FormDefinition]:
    """Forms of which only our own drawing is on file: real ones cannot be aligned, so people key them."""
    return [definition for definition in all(home) if definition.facsimile]


def printed(definition: FormDefinition, page: int) -> bytes:
    """What the press printed on that page: a PNG at 200 dpi, white paper, no entries.

    Raises errors.FormInvalid if the definition's image is missing.
    """
    definition.page(page)
    path = Path(definition._folder or ".") / f"{definition.revision}-{page}.png"
    if definition._folder is None or not path.is_file():
        raise errors.FormInvalid(definition.form, definition.revision, f"the print of page {page} is missing")
    return path.read_bytes()


def origin(form: str, revision: str, home: Path | str) -> str:
    """Where the active definition comes from: "own" for the office's, "shipped" with the desk, or ""."""
    for name, folder in (("own", Path(home) / "forms"), ("shipped", SHIPPED)):
        if (folder / form / f"{revision}.json").is_file():
            return name
    return ""


def blank(form: str, revision: str, home: Path | str) -> Path:
    """Where the blank PDF of an office's own form is kept."""
    return Path(home) / "forms" / form / f"{revision}.pdf"


def remove(form: str, revision: str, home: Path | str) -> None:
    """Removes an office's own definition with its prints, map, and blank; a shipped one becomes active again.

    Raises errors.FormNotFound if the office has none of that name.
    """
    folder = Path(home) / "forms" / form
    if not (_NAME.fullmatch(form) and _NAME.fullmatch(revision) and (folder / f"{revision}.json").is_file()):
        raise errors.FormNotFound(form, revision)
    for path in folder.iterdir():
        ending = path.name.removeprefix(revision)
        if ending != path.name and re.fullmatch(r"(-\d+\.png|\.json|\.toml|\.pdf)", ending):
            path.unlink()


def save(definition: FormDefinition, prints: list[bytes], folder: Path) -> Path:
    """Writes the definition and the print of each page under `folder`/<form>/ and returns the JSON's path."""
    target = folder / definition.form
    target.mkdir(parents=True, exist_ok=True)
    for number, png in enumerate(prints, start=1):
        (target / f"{definition.revision}-{number}.png").write_bytes(png)
    path = target / f"{definition.revision}.json"
    path.write_text(record.write(definition), encoding="utf-8")
    return path


def _folders(home: Path | str | None) -> list[Path]:
    office = home or _home
    return [SHIPPED] if office is None else [Path(office) / "forms", SHIPPED]


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> FormDefinition:
    try:
        definition = FormDefinition.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        raise errors.FormInvalid(path.parent.name, path.stem, checking.first_mistake(problem)) from None
    if (definition.form, definition.revision) != (path.parent.name, path.stem):
        raise errors.FormInvalid(path.parent.name, path.stem, "the file names another form or revision inside")
    definition._folder = str(path.parent)
    return definition
