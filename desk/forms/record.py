"""How a definition is stored: JSON that a person can read and compare, one mark, word, or field per line."""

import json

from desk.forms.definition import FormDefinition


def write(definition: FormDefinition) -> str:
    """The definition as JSON text, without values equal to their defaults, lengths to 1/100 point."""
    plain = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return _text({"schema": 1} | _rounded(plain), 0) + "\n"


def _rounded(value):
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _text(value, depth: int) -> str:
    """Starts the record, its pages, and their lists on new lines; what is nested deeper stays on one line."""
    if depth > 3 or not isinstance(value, (dict, list)) or _is_mark(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    space = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        body = ("," + space).join(f"{json.dumps(key)}: {_text(item, depth + 1)}" for key, item in value.items())
        return "{" + space + body + space[:-1] + "}"
    return "[" + space + ("," + space).join(_text(item, depth + 1) for item in value) + space[:-1] + "]"


def _is_mark(value) -> bool:
    if isinstance(value, list):
        return not value or not isinstance(value[0], dict)
    return "pages" not in value and "rules" not in value and "words" not in value
