"""Describes in one line what is wrong with a data file: the place and the rule, never the value."""

from pydantic import ValidationError


def first_mistake(problem: ValidationError) -> str:
    """The first failed check as `place: rule`."""
    mistake = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in mistake["loc"])
    said = mistake["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said
