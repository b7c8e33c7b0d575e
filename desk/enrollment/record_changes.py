"""Records the changes that an import makes in a person's record: encrypted values before and after, one event each."""

from sqlalchemy.orm import Session

from desk.enrollment import opting_out
from desk.lifecycle import audit
from desk.models import RecordChange, Taxpayer
from desk.system import calendar

_ENROLLED = ("mode", "since", "ended_on", "case_open", "case_resolved_on")

Record = dict[str, object]


def snapshot(session: Session, person: Taxpayer) -> Record:
    """Return a person's record without the TIN: the columns, and the terms of each enrollment by its basis."""
    columns = [column.key for column in Taxpayer.__table__.columns]
    names = [name for name in columns if not name.startswith("tin") and name != "row_mark"]
    found: Record = {name: getattr(person, name) for name in names}
    for one in opting_out.enrollments(session, person.id):
        found |= {f"{one.basis}.{name}": getattr(one, name) for name in _ENROLLED}
    return {name: value if value is None or isinstance(value, int) else str(value) for name, value in found.items()}


def keep(session: Session, person: Taxpayer, before: Record, asked: int | None, actor: str) -> bool:
    """Store the differences from ``before``; return whether there are any or a change of address was ``asked`` for.

    The audit event names the columns and the row that holds their values, but not the values.
    """
    after = snapshot(session, person)
    names = sorted(name for name in after if before.get(name) != after[name])
    if not names and asked is None:
        return False
    row = RecordChange(
        taxpayer_id=person.id,
        before={name: before.get(name) for name in names},
        after={name: after[name] for name in names},
        by=actor,
        at=calendar.now(),
    )
    session.add(row)
    session.flush()
    told = {"columns": ", ".join(names), "record": row.id, "address": asked}
    audit.record(session, actor, "taxpayer.changed", "taxpayer", person.id, **told)
    return True
