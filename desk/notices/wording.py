"""The text of the letters as data: one file per letter and language, so that its owner can read and approve it."""

import datetime
import functools
import importlib.resources
import re
import tomllib
from collections.abc import Mapping
from typing import Any
from xml.sax import saxutils

from desk import errors
from desk.notices import letter

LANGUAGES = ("en", "es")


def spell_date(day: datetime.date, language: str) -> str:
    """The date in words: March 2, 2026; 2 de marzo de 2026."""
    month = read("labels", language)["months"][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


@functools.cache
def read(name: str, language: str) -> dict[str, Any]:
    """The wording file of a notice in one language; InvalidInput for a language that the office does not use."""
    if language not in LANGUAGES:
        raise errors.InvalidInput("Letters are written in English (en) or Spanish (es); choose one of them.")
    source = importlib.resources.files("desk.notices") / "wording" / f"{name}.{language}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its {places} filled, every value escaped: names come from handwriting."""
    return text.format_map({key: saxutils.escape(str(value)) for key, value in values.items()})


def bind(text: str) -> str:
    """The text with non-breaking spaces where a line must not break: in names of forms, before a short last word."""
    text = re.sub(r"\b(IP|Forms?|Formularios?|Schedule|Anexo|[ap]\.m\. to) (?=PIN|\d|W-2|EIC)", "\\1\u00a0", text)
    text = re.sub(r"(?<=\d) (?=[ap]\.m\.)|(?<=\b[A-Z]{2}) (?=\d{5}\b)", "\u00a0", text)
    return re.sub(r" (?=\S{1,14}$)", "\u00a0", text)


def sections(
    words: dict[str, Any], values: Mapping[str, object], lists: Mapping[str, tuple[str, ...]]
) -> tuple[letter.Section, ...]:
    """The sections of a wording file; a line "{{name}}" is replaced by the list of lines of that name."""
    made = []
    for entry in words["section"]:
        lines: list[str] = []
        for line in entry["text"]:
            lines += lists[line[2:-2]] if line.startswith("{{") else (line,)
        made.append(letter.Section(fill(entry["title"], values), tuple(bind(fill(line, values)) for line in lines)))
    return tuple(made)
