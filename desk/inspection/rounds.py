"""Makes the checks of a depth, repairs what can be repaired without loss, and keeps the result of each night."""

from collections import Counter
from collections.abc import Iterator

import structlog

from desk import errors
from desk.inspection import nights
from desk.inspection.finding import Check, Depth, Finding
from desk.inspection.table import CHECKS
from desk.lifecycle import audit
from desk.office.opening import Office
from desk.system import calendar

REPAIRED = "desk.repaired"
"""The audit event of a repair."""
log = structlog.get_logger()


def inspect(office: Office, depth: Depth = Depth.HAND) -> Iterator[Finding]:
    """Yield what every check up to ``depth`` finds; a check that cannot be made is a finding itself."""
    for name, entry in CHECKS.items():
        if entry.depth <= depth <= entry.until:
            yield from _made(name, entry.check, office)


def repair(office: Office, finding: Finding, actor: str) -> bool:
    """Repair a finding and record it; False where it has no repair that loses nothing."""
    if finding.repair is None:
        return False
    finding.repair()
    with office.database.transaction() as session:
        audit.record(session, actor, REPAIRED, "desk", None, code=finding.code, what=finding.subject)
    return True


def log_start(office: Office) -> int:
    """Make the checks of a start and log what they find; return how many findings there are."""
    return len(_logged(inspect(office, Depth.START)))


def make_due(office: Office, actor: str) -> int:
    """Make the check of the night unless it was made today, log and record what it finds; return how many findings."""
    with office.database.reading() as session:
        made = nights.newest(session)
    if made is not None and made.at >= calendar.start_of(calendar.today()):
        return 0
    findings = _logged(inspect(office, Depth.NIGHT))
    codes = Counter(finding.code for finding in findings)
    with office.database.transaction() as session:
        audit.record(
            session, actor, nights.NIGHTLY, "desk", None, findings=len(findings), codes=dict(sorted(codes.items()))
        )
    return len(findings)


def _made(name: str, check: Check, office: Office) -> Iterator[Finding]:
    try:
        yield from check(office)
    except errors.DeskError as told:
        yield Finding("check.failed", name, f"could not be checked: {told}", "put that right and check again")
    except Exception as bad:  # a damaged database raises whatever it likes; the other checks are made all the same
        wrong = f"could not be checked ({type(bad).__name__})"
        yield Finding("check.failed", name, wrong, "see whether the database is whole: ippin check --json")


def _logged(findings: Iterator[Finding]) -> list[Finding]:
    kept = list(findings)
    for finding in kept:
        log.warning("check.finding", code=finding.code, subject=finding.subject, wrong=finding.wrong, todo=finding.todo)
    return kept
