"""Checks of the job queue, of scans that wait for it, and of leases: all of it repaired without loss."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from desk.inspection.finding import Finding
from desk.models import Lease, Scan
from desk.models.states import ScanState
from desk.office.opening import Office
from desk.system import calendar

_SLACK = 60.0
"""Seconds beyond a lease in which the clock should have ended it."""
_WAIT = timedelta(minutes=10)
"""How long a scan may wait without a job before that is a finding; the sweep needs seconds."""
_CLOCK = "see that the clock runs (ippin desk, or ippin clock)"


def strange_jobs(office: Office) -> Iterator[Finding]:
    """Jobs that are none of the desk's, or whose scan is not on record; and a Redis of the settings that is away."""
    if not office.wakeups.alive():
        if office.settings.redis_url:
            wrong = "the Redis that REDIS_URL names does not answer: nothing is read until the clock's next sweep"
            yield Finding("redis.away", "REDIS_URL", wrong, "start it; the rows are the truth, so nothing is lost")
        return
    jobs = office.wakeups.waiting()
    with office.database.reading() as session:
        known = set(session.scalars(select(Scan.id).where(Scan.id.in_({job.row for job in jobs if job.row}))))
    for job in jobs:
        if job.row is None:
            wrong = "is none of the desk's: somebody else writes to this Redis"
            todo = "find out who, and give the desk a Redis of its own; workers never run such a job"
            yield Finding("queue.stranger", f"job {job.id}", wrong, todo, _dropping(office, job.id))
        elif job.row not in known:
            wrong = f"is for scan {job.row}, which is not on record"
            yield Finding("queue.no_row", f"job {job.id}", wrong, "remove it from the queue", _dropping(office, job.id))


def unqueued_scans(office: Office) -> Iterator[Finding]:
    """Scans that have waited for long without a job in the queue, and readers that are not there."""
    if not office.wakeups.alive():
        return
    queued = {job.row for job in office.wakeups.waiting()}
    late = (Scan.state == ScanState.RECEIVED) & (Scan.created_at < calendar.now() - _WAIT)
    with office.database.reading() as session:
        waiting = session.scalars(select(Scan.id).where(late).order_by(Scan.id)).all()
    if waiting and not office.wakeups.workers():
        yield Finding("queue.no_worker", "job queue", f"{len(waiting)} scans wait and no worker runs", "start a worker")
    for number in waiting:
        if number not in queued:
            wrong = "waits to be read, but no job is queued for it"
            yield Finding("scan.no_job", f"scan {number}", wrong, _CLOCK, _waking(office, number))


def stuck_leases(office: Office) -> Iterator[Finding]:
    """Scans and documents reserved by somebody who is gone, or for longer than any lease lasts (a clock set back)."""
    now, settings = calendar.ticks(), office.settings
    ended = or_(Scan.lease_until.is_(None), Scan.lease_until < now - _SLACK)
    stuck = (Scan.state == ScanState.READING) & or_(ended, Scan.lease_until > now + settings.lease_seconds + _SLACK)
    endless = Lease.until > now + settings.claim_seconds + _SLACK
    with office.database.reading() as session:
        scans = session.scalars(select(Scan.id).where(stuck).order_by(Scan.id)).all()
        documents = session.scalars(select(Lease.document_id).where(endless).order_by(Lease.document_id)).all()
    for number in scans:
        wrong = "is reserved for a reader that is gone"
        yield Finding("lease.stuck", f"scan {number}", wrong, _CLOCK, _freeing(office, number, stuck))
    for number in documents:
        wrong = "is reserved for a person for longer than any reservation lasts"
        todo = "see that the machine's clock is right; anybody may take the document over"
        yield Finding("lease.stuck", f"document {number}", wrong, todo, _ending(office, number, endless))


def _dropping(office: Office, job: str):
    return lambda: office.wakeups.drop(job)


def _waking(office: Office, number: int):
    return lambda: office.wake_reader(number)


def _freeing(office: Office, number: int, stuck):
    def free() -> None:
        with office.database.transaction() as session:
            free_again = {"state": ScanState.RECEIVED, "lease_token": None}
            session.execute(update(Scan).where(Scan.id == number, stuck).values(free_again))

    return free


def _ending(office: Office, number: int, endless):
    def end() -> None:
        with office.database.transaction() as session:
            session.execute(delete(Lease).where(Lease.document_id == number, endless))

    return end
