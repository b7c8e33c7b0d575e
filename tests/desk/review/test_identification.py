"""The postmark that a person reads off an envelope decides which year's PIN counts."""

from datetime import date

import pytest

from desk import errors
from desk.documents import leases
from desk.models import AuditEvent
from desk.reading import keying
from desk.review import identification
from tests import factories as make

LATE, OLD = date(2026, 1, 10), "654321"


@pytest.fixture
def january(desk, clerk) -> int:
    """A return that came on 10 January with last year's number, keyed, of which nobody knows when it was sent."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    make.pin(desk, person, OLD, 2025)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(OLD)), received=LATE)
    keying.key(desk, number, "primary_ip_pin", OLD, "read", "blind", clerk)
    assert make.advice(desk, number).action == "review"
    return number


@pytest.mark.parametrize(
    ("postmark", "outcome", "action"),
    [(date(2025, 12, 30), "match", "release"), (date(2026, 1, 3), "stale_year", "flag")],
)
def test_the_postmark_decides_the_year(desk, clerk, january, postmark, outcome, action):
    """Sent in December, last year's number is right; sent in January, it is not (domain 5)."""
    identification.enter_postmark(desk, january, postmark, clerk, make.document(desk, january).version)
    assert (make.outcome(desk, january), make.document(desk, january).recommendation) == (outcome, action)


def test_a_postmark_is_taken_back(desk, clerk, january):
    """Without it a person decides as before."""
    identification.enter_postmark(desk, january, date(2025, 12, 30), clerk)
    identification.enter_postmark(desk, january, None, clerk)
    assert make.document(desk, january).recommendation == "review"


def test_a_postmark_is_on_record_and_kept_from_others(desk, clerk, other_clerk, january):
    """Who entered it stands in the audit trail; nobody enters one on what another has open, or on what is decided."""
    identification.enter_postmark(desk, january, date(2025, 12, 30), clerk)
    with desk.database.reading() as session:
        (event,) = session.query(AuditEvent).filter_by(action="document.postmarked")
        assert (event.actor, event.subject_id, event.details) == (clerk.name, january, {"postmark": "2025-12-30"})
    leases.take(desk, january, clerk)
    with pytest.raises(errors.HeldByOther):
        identification.enter_postmark(desk, january, None, other_clerk)
    make.release_by_two(desk, january, clerk)
    with pytest.raises(errors.WrongState):
        identification.enter_postmark(desk, january, None, clerk)


def test_a_postmark_that_cannot_be_is_refused(desk, clerk, january):
    """After the received date; on a document changed meanwhile; on what is no return in review."""
    with pytest.raises(errors.InvalidInput, match="later than the received date"):
        identification.enter_postmark(desk, january, date(2026, 1, 11), clerk)
    with pytest.raises(errors.ChangedMeanwhile):
        identification.enter_postmark(desk, january, date(2025, 12, 30), clerk, version=1)
    with pytest.raises(errors.WrongState):
        identification.enter_postmark(desk, make.arrive(desk, make.an_application()), None, clerk)
    assert make.document(desk, january).postmark_date is None
