"""A map that says which widget or box of a blank PDF is which field: TOML, one table per field.

A file has `title`, `identify` (for each page the texts that identify it), and `[fields.NAME]` tables with `type`, and
either `widget`, as much of the end of the widget's full name as makes it unique in the PDF, or `page` and `box`. A
choice has `options.VALUE = { widget = "…" }`. The maps of the shipped forms are in the folder `maps`.
"""

import json
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from desk import errors
from desk.forms import checking
from desk.forms.definition import Box, FieldType
from desk.program.words import FormKind


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MappedOption(_Table):
    """Where one value of a choice is checked."""

    widget: str | None = None
    box: Box | None = None


class MappedField(_Table):
    """Where one field is; `cells` and `max_length` add to what the widget says."""

    type: FieldType
    label: str = ""
    required: bool = False
    page: int | None = None
    widget: str | None = None
    box: Box | None = None
    cells: int | None = None
    max_length: int | None = None
    options: dict[str, MappedOption] = {}


class FormMap(_Table):
    """The fields of one blank PDF, the texts that identify each of its pages, and what kind of form it is."""

    kind: FormKind = FormKind.TAX_RETURN
    title: str = ""
    language: str = "en"
    identify: list[list[str]] = []
    fields: dict[str, MappedField]


def load(path: Path) -> FormMap:
    """Reads and checks a map; raises errors.FormInvalid with the place of the first mistake."""
    try:
        return FormMap.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise errors.FormInvalid("map", path.name, str(problem)) from None
    except ValidationError as problem:
        raise errors.FormInvalid("map", path.name, checking.first_mistake(problem)) from None


def text(form_map: FormMap) -> str:
    """The map as TOML, to be stored and corrected by hand."""
    plain = form_map.model_dump(mode="json", exclude_defaults=True)
    lines = [f"{key} = {_toml(plain[key])}" for key in ("kind", "title", "language", "identify") if key in plain]
    for name, table in plain["fields"].items():
        lines += ["", f"[fields.{name}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in table.items() if key != "options"]
        for value, option in table.get("options", {}).items():
            lines.append(f"options.{value} = {_toml(option)}")
    return "\n".join(lines) + "\n"


def _toml(value) -> str:
    """JSON writes texts, numbers and lists as TOML does; only a table differs."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
