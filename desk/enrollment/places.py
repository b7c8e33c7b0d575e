"""The address in a row of an import: domestic with state and ZIP code, or foreign with a country instead."""

from desk import errors
from desk.enrollment import rows
from desk.notices import letter

_HOME = ("US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA")


def columns(row: dict[str, str]) -> dict[str, str]:
    """Return the address by its columns; raises :class:`rows.Refused`, which names the invalid column."""
    for column in ("street", "city"):
        if not row[column]:
            raise rows.Refused(column, "is empty")
    country = _country(row)
    end = _abroad(row) if country else {"state": _state(row), "zip": _zip(row)}
    return {name: row[name] for name in ("street", "apartment", "city")} | end | {"country": country}


def _country(row: dict[str, str]) -> str:
    """The country of a foreign address; "" for a domestic one, also if the file has no such column."""
    country = row.get("country", "")
    if country.replace(".", "").upper() in ("", *_HOME):
        return ""
    try:
        letter.demand_country(country)
    except errors.InvalidInput:
        raise rows.Refused("country", "is not spelled out: write its English name, such as Germany") from None
    return country


def _abroad(row: dict[str, str]) -> dict[str, str]:
    for column in ("state", "zip"):
        if row[column]:
            raise rows.Refused(column, "stands beside a country: abroad the postal code belongs to the city")
    return {"state": "", "zip": ""}


def _state(row: dict[str, str]) -> str:
    state = row["state"].upper()
    if not state:
        raise rows.Refused("state", "is empty")
    if len(state) != 2 or not (state.isascii() and state.isalpha()):
        raise rows.Refused("state", "is not a two-letter state")
    return state


def _zip(row: dict[str, str]) -> str:
    if not row["zip"]:
        raise rows.Refused("zip", "is empty")
    digits = row["zip"].replace("-", "").replace(" ", "")
    if rows.digits(digits) and len(digits) in (3, 4, 7, 8):
        raise rows.Refused(
            "zip", "has too few digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not rows.digits(digits) or len(digits) not in (5, 9):
        raise rows.Refused("zip", "is not a ZIP code of five or nine digits")
    return digits
