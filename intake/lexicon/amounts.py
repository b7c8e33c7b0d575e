"""Amounts of money as the desk keeps them: whole dollars with their sign."""


def whole(dollars: str | None, cents: str | None, negative: bool) -> str:
    """Cents rounded as the forms' instructions say, fifty of them up; "" where neither dollars nor cents stand."""
    if not (dollars or cents):
        return ""
    rounded = int(dollars or 0) + (int(cents or 0) >= 50)
    return f"-{rounded}" if rounded and negative else str(rounded)
