"""Who acts when a command decides something: an account of this desk, named with ``--by``."""

from desk import errors
from desk.office import accounts, opening
from desk.office.accounts import Actor


def account(desk: opening.Office, name: str) -> Actor:
    """The active account of that name with its role.

    Raises NotFound where there is none, NotAllowed where its role may not decide.
    """
    with desk.database.reading() as session:
        found = next((user for user in accounts.everyone(session) if user.name == name and user.active), None)
    if found is None:
        raise errors.NotFound("there is no such active account: see `ippin users`")
    if not accounts.may(found.role, "decide"):
        raise errors.NotAllowed("this account may not do that: name a clerk or a supervisor")
    return Actor(found.name, found.role)
