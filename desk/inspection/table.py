"""All checks of the desk against itself, by name, each with the depth from which it is made. Add a check here."""

from typing import NamedTuple

from desk.inspection import figures, queued, rows, stored, surroundings, trail, watched
from desk.inspection import numbers as pins
from desk.inspection import papers as states
from desk.inspection.finding import Check, Depth


class Entry(NamedTuple):
    """A check, the least depth at which it is made, and the greatest."""

    check: Check
    depth: Depth
    until: Depth = Depth.HAND


CHECKS: dict[str, Entry] = {
    "network": Entry(surroundings.plain_network, Depth.START),
    "private files": Entry(surroundings.open_files, Depth.START),
    "database": Entry(surroundings.damaged_database, Depth.NIGHT),
    "end of the audit trail": Entry(trail.unsealed_end, Depth.START),
    "audit trail": Entry(trail.broken, Depth.NIGHT),
    "events of the record": Entry(trail.untold, Depth.NIGHT),
    "queue": Entry(queued.strange_jobs, Depth.START),
    "scans without a job": Entry(queued.unqueued_scans, Depth.START),
    "leases": Entry(queued.stuck_leases, Depth.START),
    "watched folders": Entry(watched.waiting_files, Depth.START),
    "sizes of accepted files": Entry(watched.grown_files, Depth.NIGHT, Depth.NIGHT),
    "accepted files": Entry(watched.changed_files, Depth.HAND),
    "states": Entry(states.unexplained, Depth.NIGHT),
    "papers": Entry(states.astray, Depth.NIGHT),
    "pages": Entry(states.loose_pages, Depth.NIGHT),
    "batches": Entry(figures.batches, Depth.NIGHT),
    "control totals": Entry(figures.control_totals, Depth.NIGHT),
    "print batches": Entry(figures.print_batches, Depth.NIGHT),
    "rows": Entry(rows.unsound, Depth.NIGHT),
    "ledger": Entry(pins.ledger_entries, Depth.NIGHT),
    "marks of IP PINs": Entry(pins.marks, Depth.NIGHT),
    "indexes of taxpayers": Entry(pins.indexes, Depth.NIGHT),
    "stored files": Entry(stored.missing, Depth.NIGHT),
    "stored files that nobody knows": Entry(stored.orphans, Depth.NIGHT),
    "contents of some stored files": Entry(stored.some_contents, Depth.NIGHT, Depth.NIGHT),
    "contents of all stored files": Entry(stored.all_contents, Depth.HAND),
}
