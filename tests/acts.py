"""What processes of the tests do until they end or are killed; each opens the desk of IPPIN_HOME for itself."""

from datetime import date

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from cli import main
from desk.mailroom import receive
from desk.office import opening
from desk.office.accounts import Actor
from desk.reading import keying, rescans
from desk.review import decisions
from intake import pipeline
from samples import catalog
from tests import factories as make
from workers import context, jobs, reader, settings
from workers.named import NamedJob

SAMPLE = catalog.FOLDER / "08-not-required.tif"
OPERATOR = Actor("mo", "mailroom")


def command(*arguments: str) -> None:
    """Give a command of `ippin`."""
    main.main(list(arguments))


def take() -> None:
    """Take a sample in."""
    receive.receive(opening.open_office(), SAMPLE.read_bytes(), "a.tif", batch="b", actor=OPERATOR.name)


def read() -> None:
    """Read the first scan."""
    jobs.read_with(context.desk(), 1)


def work() -> None:
    """Do all that is in the queue, as a worker of the desk does it."""
    desk = context.desk()
    SimpleWorker(
        [desk.wakeups.queue], connection=desk.wakeups.redis, job_class=NamedJob, serializer=JSONSerializer
    ).work(burst=True, logging_level="CRITICAL")


def serve(jobs_per_horse: str) -> None:
    """Be a worker until asked to stop."""
    settings.JOBS_PER_HORSE = int(jobs_per_horse)
    reader.worker(context.desk()).work(logging_level="CRITICAL")


def decide() -> None:
    """Approve an application whose applicant has passed the call."""
    desk = opening.open_office()
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", Actor("carla", "clerk"))


def key() -> None:
    """Key a PIN as the second of two people."""
    keying.key_blind(opening.open_office(), 1, "primary_ip_pin", "482913", "read", Actor("dan", "clerk"))


def scan_again() -> None:
    """Bring another scan of the first document's paper."""
    rescans.rescan(opening.open_office(), 1, SAMPLE.read_bytes() + b" ", "again.tif", OPERATOR)


pipeline.warm()  # once for all forks, as a worker does for its jobs
