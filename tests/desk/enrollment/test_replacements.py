"""Lost PINs: who may ask, who approves, which number is mailed."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import replacements
from desk.enrollment.replacements import Asked
from desk.lifecycle import notices
from desk.models import Enrollment, LedgerEntry, Notice, ReplacementRequest, Taxpayer
from desk.pins import ledger
from desk.program.returns import Comparison
from tests import factories as make
from workers import daily


@pytest.fixture
def person(desk) -> int:
    """A victim with a PIN of this year."""
    number = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, number, "123456")
    return number


def asked(desk, request: int) -> ReplacementRequest:
    """The request as it is now."""
    with desk.database.reading() as session:
        return session.get(ReplacementRequest, request)


def test_a_replacement_voids_the_old_number_and_is_mailed(desk, person, clerk, other_clerk, mailroom):
    """A new number, its notice to the address of record; the old one is still recognized as replaced."""
    request = replacements.record(desk, Asked(person, "phone", True), clerk)
    replacements.approve(desk, request, other_clerk)
    with desk.database.reading() as session:
        taxpayer = session.get(Taxpayer, person)
        assert ledger.compare(session, taxpayer, None, 2026, "123456", admit=ledger.uncounted) is Comparison.REPLACED
        assert session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all() == [
            "import",
            "replace",
            "issue",
        ]
        notice = session.scalars(select(Notice)).one()
        assert (notice.kind, notice.details) == ("replacement", {"new_number": True})
    assert make.print_letters(desk, [notice.id], mailroom).startswith(b"%PDF")


def test_by_the_offices_rule_the_same_number_is_mailed_again(desk, person, clerk, other_clerk):
    """rules.toml decides; a number that somebody else may know is never mailed again."""
    (desk.settings.root / "rules.toml").write_text("replacement_same_number = true\n")
    request = replacements.record(desk, Asked(person, "letter", True), clerk)
    replacements.approve(desk, request, other_clerk)
    assert asked(desk, request).same_number
    exposed = replacements.record(desk, Asked(person, "letter", True, exposed=True), clerk)
    assert not asked(desk, exposed).same_number
    with desk.database.reading() as session:
        assert ledger.current(session, person, 2026).pin == "123456"
        assert session.scalar(select(Notice.ip_pin_id)) == ledger.current(session, person, 2026).id


def test_who_recorded_does_not_approve(desk, person, clerk):
    """Maker is not checker."""
    request = replacements.record(desk, Asked(person, "phone", True), clerk)
    with pytest.raises(errors.NotAllowed):
        replacements.approve(desk, request, clerk)


def test_what_the_rules_leave_open_a_supervisor_decides(desk, person, clerk, other_clerk, supervisor):
    """Identity not proven: no clerk approves, and a supervisor says why."""
    request = replacements.record(desk, Asked(person, "letter", False), clerk)
    with pytest.raises(errors.NotAllowed):
        replacements.approve(desk, request, other_clerk, "please")
    with pytest.raises(errors.InvalidInput):
        replacements.approve(desk, request, supervisor)
    replacements.approve(desk, request, supervisor, "known in person")
    assert asked(desk, request).state == "issued"


def test_what_the_rules_refuse_nobody_approves(desk, clerk, supervisor):
    """The dead get none; enrolled online after 2019 there is none by mail."""
    gone = make.taxpayer(desk, enrollment="victim", date_of_death=date(2026, 1, 5))
    online = make.taxpayer(desk, tin="400005678", enrollment="online")
    make.pin(desk, online, "222222")
    for who in (gone, online):
        request = replacements.record(desk, Asked(who, "phone", True), clerk)
        with pytest.raises(errors.WrongState):
            replacements.approve(desk, request, supervisor, "please")


def test_the_third_replacement_of_a_year_needs_a_supervisor(desk, person, clerk, other_clerk):
    """Two a year, then a person looks."""
    for _ in range(2):
        replacements.approve(desk, replacements.record(desk, Asked(person, "phone", True), clerk), other_clerk)
    third = replacements.record(desk, Asked(person, "phone", True), clerk)
    assert asked(desk, third).judgment["allowed"] is None


OPEN_RULES = 'replacements_per_year = 9\n[adopted]\n"reissue_cutoff.2026" = "reissue-cutoff"\n'


@pytest.mark.parametrize(
    ("recorded", "approved", "filed"),
    [
        (date(2026, 10, 14), date(2026, 10, 15), False),  # the cut-off has come
        (date(2026, 11, 14), date(2026, 11, 15), True),  # issuing is closed until next year
        (date(2026, 10, 14), date(2027, 1, 4), True),  # the number of last year is dead
    ],
)
def test_what_was_allowed_when_it_was_recorded_may_not_be_any_more(
    desk, person, clerk, supervisor, on, recorded, approved, filed
):
    """The rules are asked again on the day of the approval (domain 3.3): not even a supervisor issues then."""
    (desk.settings.root / "rules.toml").write_text(OPEN_RULES)
    on(recorded)
    request = replacements.record(desk, Asked(person, "phone", True, returns_filed=filed), clerk)
    assert asked(desk, request).judgment["allowed"] is True
    on(approved)
    with pytest.raises(errors.WrongState):
        replacements.approve(desk, request, supervisor, "please")
    replacements.refuse(desk, request, supervisor, "too late")
    with desk.database.reading() as session:
        assert session.scalars(select(Notice)).all() == []
        assert session.scalars(select(LedgerEntry.kind)).all() == ["import"]


@pytest.mark.parametrize(("died", "state"), [(None, "issued"), (date(2026, 1, 9), "refused")])
def test_what_waits_for_the_season_is_looked_at_again_on_its_day(desk, person, clerk, other_clerk, on, died, state):
    """Asked for in early January it is mailed when issuing reopens; not to somebody who has died meanwhile."""
    on(date(2026, 1, 5))
    request = replacements.record(desk, Asked(person, "phone", True), clerk)
    replacements.approve(desk, request, other_clerk)
    assert (asked(desk, request).state, asked(desk, request).mail_on) == ("approved", date(2026, 1, 15))
    with desk.database.transaction() as session:
        session.get(Taxpayer, person).date_of_death = died
    on(date(2026, 1, 15))
    assert daily.work(desk, "clock")["replaced"] == (died is None)
    assert asked(desk, request).state == state


def test_requests_recorded_together_do_not_stand_in_each_others_way(desk, person, clerk, other_clerk):
    """Only earlier ones count against the limit of the year."""
    first, second = (replacements.record(desk, Asked(person, "phone", True), clerk) for _ in range(2))
    replacements.approve(desk, first, other_clerk)
    replacements.approve(desk, second, other_clerk)
    assert [asked(desk, one).state for one in (first, second)] == ["issued", "issued"]


def test_a_letter_about_a_return_does_not_change_the_language(desk, person, clerk, other_clerk):
    """Form 1040 asks for none: the replacement is written as the CP01A was."""
    with desk.database.transaction() as session:
        for kind, language in (("cp01a", "es"), ("verification", "en")):
            notices.draft(session, kind, "test", taxpayer_id=person, language=language)
    replacements.approve(desk, replacements.record(desk, Asked(person, "phone", True), clerk), other_clerk)
    with desk.database.reading() as session:
        assert session.scalar(select(Notice.language).where(Notice.kind == "replacement")) == "es"


@pytest.mark.parametrize("ended", [None, date(2026, 2, 1)])
def test_of_a_number_from_elsewhere_nobody_knows_how_it_was_come_by(desk, clerk, supervisor, ended):
    """Known by the ledger alone, or by an enrollment that is over: a supervisor decides, nobody is refused (3.3)."""
    someone = make.taxpayer(desk, enrollment="online" if ended else None)
    make.pin(desk, someone, "123456")
    with desk.database.transaction() as session:
        for one in session.scalars(select(Enrollment)):
            one.ended_on = ended
    request = replacements.record(desk, Asked(someone, "phone", True), clerk)
    assert (asked(desk, request).state, asked(desk, request).judgment["allowed"]) == ("review", None)
    assert asked(desk, request).judgment["reasons"] == ["The record does not say how this person enrolled."]
    replacements.approve(desk, request, supervisor, "known at the center")
    assert asked(desk, request).state == "issued"
