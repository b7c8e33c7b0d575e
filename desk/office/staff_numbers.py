"""Staff numbers: each tells whose account it is, and has one account."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import User

_PLAIN = re.compile(r"(?!\d{9}$)[A-Z0-9]{2,20}", re.ASCII)


def give(session: Session, user: User, staff_number: str) -> None:
    """Set the staff number in its standard spelling: capitals, no spaces, hyphens, or leading zeros."""
    plain = re.sub(r"[\s-]", "", staff_number).upper().lstrip("0")
    if not _PLAIN.fullmatch(plain):
        raise errors.InvalidInput("a staff number has 2 to 20 letters and digits, and is no taxpayer number")
    other = session.scalar(select(User.name).where(User.staff_number == plain))
    if other is not None:
        raise errors.InvalidInput(
            f"that staff number has the account {other}: a person has one. Give it another role, or reset it"
        )
    user.staff_number = plain
