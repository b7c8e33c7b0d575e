"""What only a few modules may do: ask the rules, ask whose turn it is, say what is recommended."""

import ast

from checks import sources

JUDGES = {"desk.recommendation.changes", "desk.reading.writing"}
"""The modules that may ask the rules: the door, and the reader when it writes down a new document."""
SETS = {"desk.recommendation.making", "desk.reading.writing", "desk.mailroom.again"}
"""Those that may set what stands on a document: the rules' answer, a new reading, paper that was scanned again."""


def uses(module: str, attribute: str) -> set[str]:
    """The modules that name ``module.attribute``."""
    return {
        sources.name(path)
        for path in sources.files("desk") + sources.files("review_ui") + sources.files("workers") + sources.files("cli")
        for node in sources.nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == attribute
        if isinstance(node.value, ast.Name) and node.value.id == module
    }


def test_nobody_goes_round_the_door():
    """Only the door and the reader ask the rules; only the door asks whose turn it is."""
    assert uses("making", "give") == JUDGES
    assert uses("leases", "demand") | uses("leases", "document") == {"desk.recommendation.changes"}


def test_nobody_else_says_what_is_recommended():
    """What stands on a document is set with the row that says why."""
    found = {
        sources.name(path)
        for path in sources.files("desk")
        for node in sources.nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "recommendation" and isinstance(node.ctx, ast.Store)
    }
    assert found == SETS
