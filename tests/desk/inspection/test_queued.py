"""What lies in Redis and what waits in the record, checked against each other on a real Redis."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from desk.inspection import rounds
from desk.inspection.finding import Depth, Finding
from desk.mailroom import receive
from desk.models import Scan
from desk.system import calendar, queue
from tests import homes
from workers.private_redis import PrivateRedis


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A desk with a Redis of its own, and a scan that has waited for a day."""
    home = tmp_path_factory.mktemp("queued") / "home"
    with homes.opened(home) as before:
        redis = PrivateRedis(home / "redis", before.socket_file)
        redis.start()
    with homes.opened(home) as desk:
        receive.receive(desk, b"%PDF-1.4 nothing", "a.pdf", batch="b", actor="mo")
        with desk.database.transaction() as session:
            session.execute(update(Scan).values(created_at=calendar.now() - timedelta(days=1)))
        yield desk
    redis.stop()


@pytest.fixture
def desk(office):
    """The same desk with an empty queue."""
    office.wakeups.redis.flushall()
    return office


def found(desk) -> list[Finding]:
    """What the check of a start finds."""
    return list(rounds.inspect(desk, Depth.START))


def test_a_scan_without_a_job_is_queued_again(desk):
    """Redis was emptied: the scan waits, nobody knows of it, and no worker runs."""
    findings = {finding.code: finding for finding in found(desk)}
    assert findings.keys() == {"queue.no_worker", "scan.no_job"}
    assert rounds.repair(desk, findings["scan.no_job"], "check")
    assert [job.row for job in desk.wakeups.waiting()] == [1]
    assert {finding.code for finding in found(desk)} == {"queue.no_worker"}


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("os.system", ("true",), "queue.stranger"),
        (queue.READ_SCAN, ("1",), "queue.stranger"),
        (queue.READ_SCAN, (1, 1), "queue.stranger"),
        (queue.READ_SCAN, (77,), "queue.no_row"),
    ],
)
def test_a_job_that_is_none_of_the_desks_is_removed(desk, name, arguments, code):
    """Another function, other arguments, or a scan that is not on record; the desk's own job stays."""
    desk.wake_reader(1)
    desk.wakeups.queue.enqueue_call(name, args=arguments)
    finding = next(finding for finding in found(desk) if finding.code == code)
    assert rounds.repair(desk, finding, "check")
    assert [job.row for job in desk.wakeups.waiting()] == [1]


def test_rubbish_in_the_queue_is_a_finding(desk):
    """Names without a job, and jobs whose data is no JSON."""
    desk.wake_reader(1)
    (whole,) = desk.wakeups.queue.get_job_ids()
    desk.wakeups.redis.hset(f"rq:job:{whole}", "data", b"\x80\x04no JSON")
    desk.wakeups.redis.lpush(desk.wakeups.queue.key, "nobody", "a:b:c")
    assert [finding.code for finding in found(desk)].count("queue.stranger") == 3
