"""Sets a paragraph of Helvetica: wraps it to its width and reports where each word is."""

from pydantic import BaseModel, ConfigDict
from reportlab.pdfbase.pdfmetrics import stringWidth

from desk.forms.definition import Word

_LINE = 1.18


class Text(BaseModel):
    """A paragraph from its top left corner; `width` wraps, `align` places each line within the width."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: tuple[float, float]
    text: str
    size: float = 8
    bold: bool = False
    width: float = 540
    align: str = "left"


def words(text: Text) -> list[Word]:
    """The words of the paragraph, each with its box on the page."""
    font = "Helvetica-Bold" if text.bold else "Helvetica"
    space = stringWidth(" ", font, text.size)
    placed, top = [], text.at[1]
    for line in _wrapped(text, font, space):
        widths = [stringWidth(word, font, text.size) for word in line]
        slack = text.width - sum(widths) - space * (len(line) - 1)
        x = text.at[0] + {"left": 0, "center": slack / 2, "right": slack}[text.align]
        for word, width in zip(line, widths, strict=True):
            placed.append(Word(text=word, box=(x, top, x + width, top + text.size), size=text.size, bold=text.bold))
            x += width + space
        top += text.size * _LINE
    return placed


def _wrapped(text: Text, font: str, space: float) -> list[list[str]]:
    lines: list[list[str]] = []
    for paragraph in text.text.strip().splitlines():
        lines.append([])
        used = 0.0
        for word in paragraph.split():
            width = stringWidth(word, font, text.size)
            if lines[-1] and used + width > text.width:
                lines.append([])
                used = 0.0
            lines[-1].append(word)
            used += width + space
    return lines
