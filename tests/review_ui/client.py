"""A browser without pictures or script."""

import re

from flask.testing import FlaskClient


class Browser(FlaskClient):
    """A client that acts on a document as its page does: with the version that the page shows."""

    def act(self, number: int, act: str, /, headers: dict[str, str] | None = None, **fields):
        """Send an act on a document, in the state in which it is seen now."""
        seen = re.search(r'name="version" value="(\d+)"', self.get(f"/documents/{number}").text)
        return self.post(
            f"/documents/{number}/{act}", data={"version": seen[1] if seen else "", **fields}, headers=headers
        )
