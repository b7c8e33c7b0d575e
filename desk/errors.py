"""One error class for each thing that a person can act on.

Every message says what happened and what to do. No message contains a taxpayer's name, a TIN, or a PIN; clerks are
named if people must know whom to ask.
"""

from typing import TypeVar

_Value = TypeVar("_Value")


class DeskError(Exception):
    """Anything that the desk tells a person about; shown without a traceback."""

    code = "error"


class SettingsRefused(DeskError):
    """The settings contradict each other or are unsafe; correct the one named."""

    code = "settings"


class HomeUnusable(DeskError):
    """The desk's home cannot be created or read; check the path and its permissions."""

    code = "home"


class AnotherOfficeOpen(DeskError):
    """This process has another office open; close that one first, or use a process of its own for this one."""

    code = "office"


class KeyMissing(DeskError):
    """A record was sealed with a key that this keyring lacks; restore the key file."""

    code = "key"


class Unreadable(DeskError):
    """A file cannot be opened as pages; the code says why, the message what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class DatabaseAway(DeskError):
    """The database does not answer, is locked, full or read-only; nothing was written, so try again."""

    code = "database"


class StoreAway(DeskError):
    """The object store does not answer or is full; nothing was taken in, so try again."""

    code = "store"


class BackupDamaged(DeskError):
    """A file of a backup is missing, damaged, or sealed with another key; use another snapshot or key file."""

    code = "backup"


class ToolMissing(DeskError):
    """An outside program is not installed; the message names the package."""

    code = "tool"


class InvalidInput(DeskError):
    """Something typed or handed in is not acceptable; the message says what is expected."""

    code = "invalid"


class NotFound(DeskError):
    """No such record; look it up in the list again."""

    code = "not_found"


class WrongState(DeskError):
    """The record is not in a state in which this can be done; reload it to see where it is."""

    code = "wrong_state"


class HeldByOther(DeskError):
    """Somebody else has the document open; wait for them, or take it over first."""

    code = "held"


class ChangedMeanwhile(DeskError):
    """Somebody else changed the record first; reload it and decide again."""

    code = "changed"


class NotAllowed(DeskError):
    """This role may not do this; ask somebody whose role may."""

    code = "not_allowed"


class AuditBroken(DeskError):
    """The audit trail does not add up; the message says at which event."""

    code = "audit"


class RecordChanged(DeskError):
    """A record is not as the desk wrote it; keep the database as it is and tell the security officer."""

    code = "record"


class FormNotFound(DeskError):
    """No definition of that form and revision; see `ippin forms list`, or add the form."""

    code = "form_not_found"

    def __init__(self, form: str, revision: str) -> None:
        super().__init__(f"no form {form} in revision {revision}: see `ippin forms list`, or add its blank PDF")


class FormInvalid(DeskError):
    """A definition or its map does not pass its checks; the message says where."""

    code = "form_invalid"

    def __init__(self, form: str, revision: str, reason: str) -> None:
        super().__init__(f"form {form} revision {revision}: {reason}")


class FormRefused(DeskError):
    """A form was not added to the desk's; the message says what to settle first."""

    code = "form_refused"


class FormHasNoFields(DeskError):
    """The PDF has no fillable fields, so the places to read cannot be taken from it."""

    code = "form_has_no_fields"


class LetterDoesNotFit(DeskError):
    """A letter cannot be set on its page or its address in the window; shorten what the message names."""

    code = "letter"


class LetterRefused(DeskError):
    """A rendered letter does not pass its checks, so nothing is released; take it out or mend its record."""

    code = "letter_refused"


def known(value: _Value | None, missing: str) -> _Value:
    """A value that must be there by now; :class:`NotFound` says ``missing`` where it is not."""
    if value is None:
        raise NotFound(missing)
    return value
