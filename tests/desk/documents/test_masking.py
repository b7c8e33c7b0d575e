"""Numbers and PINs hidden until asked for, the asking recorded, and pages veiled where places are unknown."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from desk import errors, forms
from desk.documents import masking, pages
from desk.models import AuditEvent
from desk.reading.found import DocumentReading
from tests import factories
from tests.factories import BOX, a_return, arrive, read


@pytest.fixture
def document(desk) -> int:
    """A return whose number and PIN boxes were placed by the reader."""
    box2 = replace(read("482913"), page=2, box=(0.8, 0.6, 0.9, 0.62))
    empty = replace(factories.BLANK, page=2, box=(0.8, 0.64, 0.9, 0.66))
    return arrive(desk, a_return(spouse_ssn=factories.BLANK, primary_ip_pin=box2, spouse_ip_pin=empty))


def covers(desk, document: int, number: int, actor=None):
    with desk.database.reading() as session:
        return masking.covers(session, pages.page(session, document, number), actor)


def test_values_are_masked_by_kind():
    """A number shows four digits, a PIN none, anything else itself."""
    assert masking.masked("primary_ssn", "400001234") == "•••-••-1234"
    assert masking.masked("primary_ip_pin", "482913") == "••••••"
    assert masking.masked("tin", "123") == "•••-••-•123"
    assert masking.masked("city", "Springfield") == "Springfield"
    assert masking.masked("tin", None) == ""


def test_every_secret_box_is_covered_until_asked_for(desk, document, clerk):
    """Page 1 covers the numbers, page 2 the PINs; a look uncovers one field for one person."""
    assert covers(desk, document, 1, clerk)[:2] == [BOX, BOX]
    assert len(covers(desk, document, 2, clerk)) == 2 + 6
    masking.reveal(desk, document, "primary_ip_pin", clerk)
    assert covers(desk, document, 2, clerk)[:-6] == [(0.8, 0.64, 0.9, 0.66)]


def test_a_look_is_recorded_and_is_nobody_elses(desk, document, clerk, other_clerk):
    """The trail names who looked at which field; the other clerk still sees paint."""
    assert masking.reveal(desk, document, "primary_ssn", clerk) == "400001234"
    assert covers(desk, document, 1, other_clerk)[:2] == [BOX, BOX]
    with desk.database.reading() as session:
        event = session.scalar(select(AuditEvent).where(AuditEvent.action == "field.revealed"))
    assert (event.actor, event.subject_id, event.details) == ("carla", document, {"field": "primary_ssn"})


def test_a_pin_is_never_told_as_text(desk, document, clerk):
    """Looking at a PIN box uncovers the paper and answers with nothing."""
    assert masking.reveal(desk, document, "primary_ip_pin", clerk) == ""


def test_a_look_ends(desk, document, clerk, clock):
    """After five minutes the box is covered again."""
    masking.reveal(desk, document, "primary_ssn", clerk)
    clock.advance(masking.SECONDS + 1)
    assert covers(desk, document, 1, clerk)[:2] == [BOX, BOX]


def test_only_clerks_and_supervisors_may_look(desk, document, mailroom):
    """The mailroom's request is refused and uncovers nothing."""
    with pytest.raises(errors.NotAllowed):
        masking.reveal(desk, document, "primary_ssn", mailroom)
    assert covers(desk, document, 1, mailroom)[:2] == [BOX, BOX]


def test_only_secrets_of_documents_that_exist_can_be_asked_for(desk, document, clerk):
    """A field that is no secret, and a document that is not there, are refused."""
    with pytest.raises(errors.InvalidInput):
        masking.reveal(desk, document, "city", clerk)
    with pytest.raises(errors.NotFound):
        masking.reveal(desk, document + 1, "tin", clerk)


def test_a_page_with_an_unplaced_secret_is_veiled_whole(desk, clerk):
    """When the reader did not find the number's box, no part of the page is shown unasked."""
    lost = replace(read("400001234"), box=None)
    document = arrive(desk, a_return(primary_ssn=lost, spouse_ssn=factories.BLANK))
    assert covers(desk, document, 1, clerk) is None


def test_an_unknown_paper_is_veiled_until_asked_for(desk, clerk):
    """A letter may hold a number anywhere: veiled, and shown whole after the recorded look."""
    document = arrive(desk, DocumentReading([1], [None], None, None))
    assert covers(desk, document, 1, clerk) is None
    masking.reveal(desk, document, masking.WHOLE_PAGE, clerk)
    assert covers(desk, document, 1, clerk) == []


def test_numbers_that_no_rule_reads_are_covered_where_the_page_lies(desk, clerk):
    """A dependent's number is painted over at its place on this very page, larger and moved as the page was scanned."""

    def lies(box) -> tuple[float, ...]:
        """Points to shares of a page that was scanned a tenth larger, somewhat off its place."""
        return tuple(
            (edge * 1.1 + move) / size for edge, move, size in zip(box, (9, 4, 9, 4), (612, 792) * 2, strict=True)
        )

    definition = forms.load("f1040", "2025")
    fields = {
        one.name: replace(factories.BLANK, page=1, box=lies(one.box)) for one in definition.fields_on(1)
    }  # fmt: skip
    document = arrive(desk, a_return(**fields))
    painted = covers(desk, document, 1, clerk)
    for place in definition.page(1).private:
        assert any(box == pytest.approx(lies(place), abs=1e-3) for box in painted)


def test_who_asks_for_the_whole_page_sees_all_of_it(desk, document, clerk):
    """The whole page is a thing of its own to ask for."""
    masking.reveal(desk, document, masking.WHOLE_PAGE, clerk)
    assert covers(desk, document, 1, clerk) == []
