"""Makes the definitions that the project ships: `python -m desk.forms.shipping FOLDER-OF-BLANKS`.

The returns and Form 14039 come from the government's blanks (which do not ship) and the maps beside this file;
the Forms 15227 from our own layouts.
"""

import re
import sys
from pathlib import Path

from desk.forms import acroform, drawing, layout, library, mapping, press, record
from desk.forms.definition import FormDefinition

MAPS = Path(__file__).with_name("maps")
LAYOUTS = Path(__file__).with_name("layouts")
_NAME = re.compile(r"(?P<form>[a-z0-9]+)-(?P<revision>(?P<year>\d{4})(?P<month>-\d\d)?)")


def ship_blanks(blanks: Path, folder: Path = library.SHIPPED) -> list[Path]:
    """Writes the definition of each mapped form from its blank; a form without a month in its revision is of a year."""
    written = []
    for path in sorted(MAPS.glob("*.toml")):
        name, form_map = _NAME.fullmatch(path.stem), mapping.load(path)
        if name is None:
            raise ValueError(f"{path.name} is not called form-revision.toml")
        pdf = blank(blanks, name["form"], name["revision"]).read_bytes()
        year = None if name["month"] else int(name["year"])
        definition = acroform.define(pdf, form_map, name["form"], name["revision"], form_map.kind, year)
        written.append(library.save(definition, press.prints(pdf), folder))
    return written


def blank(blanks: Path, form: str, revision: str) -> Path:
    """The path of the blank of that form in a folder: `<form>_<revision>.pdf`, or `<form>.pdf` if there is only one."""
    named = blanks / f"{form}_{revision}.pdf"
    return named if named.is_file() else blanks / f"{form}.pdf"


def ship_layouts(folder: Path = library.SHIPPED) -> list[Path]:
    """Writes the definition of each form of our own layout."""
    definitions = [_as_stored(layout.load(path)) for path in sorted(LAYOUTS.glob("*.toml"))]
    return [library.save(item, press.prints(drawing.facsimile(item)), folder) for item in definitions]


def _as_stored(definition: FormDefinition) -> FormDefinition:
    """The definition with its lengths rounded as in its file, so that the print is that of the file."""
    return FormDefinition.model_validate_json(record.write(definition))


if __name__ == "__main__":
    for made in [*ship_blanks(Path(sys.argv[1])), *ship_layouts()]:
        print(made.name)
