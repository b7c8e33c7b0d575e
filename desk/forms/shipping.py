"""Makes the definitions that the project ships: `python -m desk.forms.shipping FOLDER-OF-BLANK-1040s`.

The Forms 1040 come from the government's blanks (which are not shipped) and the maps next to this file;
the Forms 15227 from our own layouts.
"""

import re
import sys
from pathlib import Path

from desk.forms import acroform, drawing, layout, library, mapping, press, record
from desk.forms.definition import FormDefinition

MAPS = Path(__file__).with_name("maps")
LAYOUTS = Path(__file__).with_name("layouts")
_YEAR = re.compile(r"f1040-(\d{4})")


def ship_returns(blanks: Path, folder: Path = library.SHIPPED) -> list[Path]:
    """Writes the definition of each mapped Form 1040 from its blank `f1040_<year>.pdf`."""
    written = []
    for path in sorted(MAPS.glob("f1040-*.toml")):
        year = _YEAR.fullmatch(path.stem)[1]
        pdf = (blanks / f"f1040_{year}.pdf").read_bytes()
        definition = acroform.define(pdf, mapping.load(path), "f1040", year, "tax_return", int(year))
        written.append(library.save(definition, press.prints(pdf), folder))
    return written


def ship_layouts(folder: Path = library.SHIPPED) -> list[Path]:
    """Writes the definition of each form of our own layout."""
    definitions = [_as_stored(layout.load(path)) for path in sorted(LAYOUTS.glob("*.toml"))]
    return [library.save(item, press.prints(drawing.facsimile(item)), folder) for item in definitions]


def _as_stored(definition: FormDefinition) -> FormDefinition:
    """The definition with its lengths rounded as in its file, so that the print is that of the file."""
    return FormDefinition.model_validate_json(record.write(definition))


if __name__ == "__main__":
    for made in [*ship_returns(Path(sys.argv[1])), *ship_layouts()]:
        print(made.name)
