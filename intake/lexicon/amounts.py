"""Amounts of money in the desk's form: whole dollars with sign."""


def whole(dollars: str | None, cents: str | None, negative: bool) -> str:
    """Return whole dollars with sign; 50 cents round up, as the form instructions say. "" without dollars and cents."""
    if not (dollars or cents):
        return ""
    rounded = int(dollars or 0) + (int(cents or 0) >= 50)
    return f"-{rounded}" if rounded and negative else str(rounded)
