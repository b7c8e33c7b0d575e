"""Screens use the words of docs/developing.md, and none of those that it replaces."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2]
_CODE = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_EXPRESSION = re.compile(r"{{(.*?)}}", re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt|data-confirm|data-ask)="([^"]*)"')


def replaced() -> list[str]:
    """Return the words of the second column of the list of words on screens."""
    page = (ROOT / "docs" / "developing.md").read_text().split("### Words on screens")[1].split("\n## ")[0]
    rows = [row.split("|")[2] for row in page.splitlines() if row.startswith("| ") and not row.startswith("| Say")]
    return [word.strip() for row in rows for word in row.split(",")]


def shown(template: str) -> str:
    """Return what a template shows or has read aloud, in lower case: text, labels, and literals it chooses from."""
    plain = _EXPRESSION.sub(lambda part: " ".join(_LITERAL.findall(part[1])), _CODE.sub(" ", template))
    return " ".join([_TAG.sub(" ", plain), *_SPOKEN.findall(plain)]).lower()


def test_pages_say_the_usual_words() -> None:
    """No page shows a word that the list replaces."""
    pages = {path: shown(path.read_text()) for path in (ROOT / "review_ui" / "templates").rglob("*.html")}
    said = {(path.name, word) for path, text in pages.items() for word in replaced() if re.search(rf"\b{word}\b", text)}
    assert not said


def test_the_list_is_found() -> None:
    """The guide's list is read whole, and a replaced word is noticed in text, label, and literal."""
    assert {"second look", "dissolve", "stands in for"} <= set(replaced())
    assert "uncover" in shown("<button>Uncover</button>")
    assert "uncover" in shown('<a aria-label="Uncover it">')
    assert "uncover" in shown('<p>{{ "Uncover" if one else "Show" }}</p>')
