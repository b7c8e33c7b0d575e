"""The people who work here, and the audit trail of what they did."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from desk.models.columns import Base, Moment
from desk.models.protection.marks import Marked
from desk.models.protection.seals import SealedJson, SealedText


class User(Marked, Base):
    """A person who signs in. Raising ``epoch`` ends all of their sessions.

    ``totp`` is the secret shared with their sign-in app; ``totp_step`` is the time step of the last code accepted, so
    that no code counts twice; empty until the app is proven. ``staff_number`` says whose account it is: a person has
    one number, but may have several names. It is empty only in accounts from before it existed.
    ``about``: the person's own last name, street, and zip, to find looks at their own record; None where not told.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    staff_number: Mapped[str | None] = mapped_column(index=True, unique=True)
    password_hash: Mapped[str]
    one_time: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[float] = mapped_column(default=0)
    totp = SealedText[str | None](optional=True)
    totp_step: Mapped[int | None]
    about = SealedJson[dict | None](optional=True)


class AuditEvent(Base):
    """One thing done or looked at; each row carries the keyed hash of the row before it.

    ``account`` and ``host``: the operating system's account that the process ran in, and its machine;
    empty in events older than these columns. ``session`` and ``source``: the sign-in session and the address that
    it was asked from; empty for what no page asked for.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    details: Mapped[dict]
    account: Mapped[str | None]
    host: Mapped[str | None]
    session: Mapped[str | None]
    source: Mapped[str | None]
    previous: Mapped[bytes]
    hash: Mapped[bytes]

    __table_args__ = (
        Index("ix_audit_event_subject", "subject", "subject_id"),
        Index("ix_audit_event_actor", "actor"),
        Index("ix_audit_event_action", "action"),
        Index("ix_audit_event_at", "at"),
    )


class AuditHead(Base):
    """The single row that marks the end of the trail; writers lock it, one after another.

    ``mac`` seals the row with a key that is not in the database; only an upgrade finds a row without one.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    hash: Mapped[bytes]
    mac: Mapped[bytes | None]


class MachineStart(Base):
    """One start of a machine that runs the desk, by the kernel's ``name`` for it.

    ``ahead`` is what all processes add to the seconds since that start; ``seen`` is how far the clock of leases,
    lock-outs, and sessions was when it was last written down.
    """

    __tablename__ = "machine_start"

    name: Mapped[str] = mapped_column(primary_key=True)
    ahead: Mapped[float]
    seen: Mapped[float]


class Reveal(Base):
    """A person's right to see one masked field of one document for a short time."""

    __tablename__ = "reveal"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    field: Mapped[str]
    by: Mapped[str]
    until: Mapped[float]
