"""Writes the daily anchor of the audit trail (to the store, a folder, the system log), and checks the trail by them."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import anchors, audit
from desk.office.opening import Office
from desk.system import calendar, logs
from desk.system.config import Settings


def write(office: Office) -> bool:
    """Write today's anchor to every place that has none yet; return whether there was anything to anchor.

    Raises :class:`errors.AuditBroken` if the end of the trail was changed, and OSError if a place refuses it.
    """
    with office.database.reading() as session:
        anchor = anchors.make(session, calendar.today())
    if anchor is None:
        return False
    line, key = anchor.line(), f"anchor/{anchor.day}.txt"
    if not office.store.exists(key):
        office.store.put(key, line.encode())
    file = folder(office.settings) / f"{anchor.day}.txt"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(line + "\n", encoding="ascii")
        if office.settings.syslog:
            logs.tell_system(office.settings.syslog, [line])
    return True


def folder(settings: Settings) -> Path:
    """Return the folder for anchors, best on another machine or on write-once storage (``IPPIN_ANCHORS``)."""
    return (settings.anchors or settings.root / "anchors").expanduser().absolute()


def verify(office: Office, session: Session, more: Iterable[Path] = ()) -> tuple[int, int]:
    """Check the whole trail, also by every anchor in the folder and in `more`; return the counts of events and anchors.

    Raises :class:`errors.AuditBroken` at the first one that does not fit, and :class:`errors.InvalidInput` for a file
    without an anchor of this desk.
    """
    files = [*_kept(office), *more]
    _demand_anchored(session, files)
    return audit.demand_whole(session), len(files)


def doubt(office: Office, session: Session) -> str | None:
    """Return what is wrong with the trail by the anchors in the folder; None if it fits all of them."""
    try:
        _demand_anchored(session, _kept(office))
    except errors.DeskError as told:
        return str(told)
    return None


def _kept(office: Office) -> list[Path]:
    return sorted(folder(office.settings).glob("*.txt"))


def _demand_anchored(session: Session, files: list[Path]) -> None:
    for file in files:
        try:
            anchors.demand(session, anchors.read(file.read_text(encoding="utf-8", errors="replace")))
        except OSError as bad:
            raise errors.InvalidInput(f"the anchor {file} cannot be read ({bad.strerror})") from None
        except errors.InvalidInput as bad:
            raise errors.InvalidInput(f"{file.name}: {bad}") from None
