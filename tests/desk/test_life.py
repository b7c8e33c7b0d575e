"""The life of applications, PINs, notices and returns, in any order of what people may do.

Whatever happens: no PIN without an approval, never two current ones, never a notice without
its ledger entry, and every control total balances.
"""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from desk import errors
from desk.documents import masking
from desk.enrollment import addresses, opting_out, replacements
from desk.enrollment.replacements import Asked
from desk.mail import mailing, print_batches
from desk.models import (
    AddressChange,
    Call,
    Decision,
    Document,
    IpPin,
    LedgerEntry,
    Notice,
    NoticeEvent,
    Printing,
    ReplacementRequest,
    Taxpayer,
)
from desk.office.accounts import Actor
from desk.pins import season
from desk.reports import applications, delayed, intake
from desk.reports import mailing as mailing_report
from desk.reports import season as season_report
from desk.review import answers, calls, decisions, undoing
from desk.system import calendar
from tests import factories as make
from tests import homes
from tests.desk.days_pass import DaysPass
from tests.desk.many_cases import LACKING, ManyCases
from tests.desk.second_papers import SecondPapers
from tests.desk.two_people import CLERKS, TwoPeople

PRINTERS = [Actor("mo", "mailroom"), Actor("gus", "mailroom"), Actor("sue", "supervisor")]
START, YEARS_END = date(2026, 3, 2), date(2026, 12, 30)
TINS = ("400001234", "400005678", "400009012")
CONTROLLED = (applications, delayed, intake, mailing_report, season_report)


class Life(TwoPeople, ManyCases, SecondPapers, DaysPass, RuleBasedStateMachine):
    """People at work on three taxpayers' papers, day after day."""

    TINS = TINS

    @initialize(start=st.sampled_from([START, YEARS_END]))
    def open(self, start):
        """An empty desk with three taxpayers, one of them a victim with a PIN; in spring, or before the year turns."""
        self.folder = Path(tempfile.mkdtemp())
        self.desk = homes.opened(self.folder / "home")
        calendar.fix(start)
        self.people = [
            make.taxpayer(self.desk, tin=tin, enrollment=None if i else "victim") for i, tin in enumerate(TINS)
        ]
        make.pin(self.desk, self.people[0], "123456")

    def teardown(self):
        """Nothing stays."""
        calendar.fix(START)
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)

    def ids(self, model, *where) -> list[int]:
        """The rows of a table, oldest first."""
        with self.desk.database.reading() as session:
            return list(session.scalars(select(model.id).where(*where).order_by(model.id)))

    def some(self, data, model, *where) -> int | None:
        """One of the rows, if any."""
        found = self.ids(model, *where)
        return data.draw(st.sampled_from(found)) if found else None

    def attempt(self, act, *arguments, **named):
        """What the desk refuses, it refuses; anything else is an error."""
        try:
            act(self.desk, *arguments, **named)
        except errors.DeskError:
            return

    @rule(who=st.sampled_from(TINS))
    def an_application_comes(self, who):
        """Somebody sends Form 15227, perhaps again."""
        make.arrive(self.desk, make.an_application(tin=make.read(who)), received=calendar.today())

    @rule(who=st.sampled_from(TINS), number=st.sampled_from([None, "123456", "654321"]))
    def a_return_comes(self, who, number):
        """Somebody files, with or without a number."""
        box = make.read(number) if number else make.BLANK
        form = make.a_return(primary_ssn=make.read(who), primary_ip_pin=box)
        make.arrive(self.desk, form, received=calendar.today())

    @rule(
        data=st.data(),
        outcome=st.sampled_from(["passed", "passed", "failed", "no_answer"]),
        who=st.sampled_from(CLERKS),
    )
    def a_call_is_made(self, data, outcome, who):
        """The identity call on one of the open applications."""
        chosen = self.some(data, Document, Document.kind == "pin_application", Document.state == "in_review")
        if chosen:
            self.attempt(calls.record_call, chosen, outcome, who)

    @rule(
        data=st.data(),
        action=st.sampled_from(["approve", "approve", "reject", "write", "flag", "flag", "screen", "release"]),
        who=st.sampled_from(CLERKS),
        codes=st.sampled_from(LACKING),
    )
    def somebody_decides(self, data, action, who, codes):
        """Any decision on any paper, sensible or not."""
        chosen = self.some(data, Document, Document.state == "in_review")
        if chosen:
            for box in ("primary_ip_pin", "spouse_ip_pin"):
                self.attempt(masking.reveal, chosen, box, who)
            self.attempt(decisions.decide, chosen, action, who, reason="so it is", codes=codes)

    @rule(data=st.data(), who=st.sampled_from(CLERKS))
    def an_answer_comes(self, data, who):
        """An applicant answers our letter."""
        chosen = self.some(data, Document, Document.kind == "pin_application", Document.state == "decided")
        if chosen:
            self.attempt(answers.came, chosen, who, "by telephone")

    @rule(data=st.data(), who=st.sampled_from(CLERKS), dead=st.booleans())
    def somebody_leaves(self, data, who, dead):
        """A person opts out, or dies."""
        person = data.draw(st.sampled_from(self.people))
        if dead and data.draw(st.integers(0, 3)) == 0:
            with self.desk.database.transaction() as session:
                session.get(Taxpayer, person).date_of_death = calendar.today()
        else:
            self.attempt(opting_out.opt_out, person, who, "by letter")

    @rule(data=st.data(), who=st.sampled_from(CLERKS))
    def a_decision_is_undone(self, data, who):
        """Somebody takes a decision back."""
        chosen = self.some(data, Document, Document.state.in_(("decided", "closed")))
        if chosen:
            self.attempt(undoing.undo, chosen, who, "wrong")

    @rule(data=st.data(), first=st.sampled_from(PRINTERS), second=st.sampled_from(PRINTERS))
    def letters_are_printed(self, data, first, second):
        """Some drafts are gathered and perhaps released."""
        found = self.ids(Notice, Notice.state.in_(("draft", "spoiled")))
        if not found:
            return
        chosen = data.draw(st.lists(st.sampled_from(found), min_size=1, unique=True))
        try:
            batch = print_batches.gather(self.desk, chosen, first)
            print_batches.release(self.desk, batch, second)
            print_batches.open_file(self.desk, batch, second)
        except errors.DeskError:
            return

    @rule(data=st.data(), spoiled=st.booleans())
    def letters_are_mailed(self, data, spoiled):
        """A printed letter is mailed or spoiled."""
        chosen = self.some(data, Notice, Notice.state == "printed")
        if chosen:
            self.attempt(mailing.spoil, [chosen], PRINTERS[0], "torn") if spoiled else self.attempt(
                mailing.confirm, [chosen], PRINTERS[0]
            )

    @rule(data=st.data(), proven=st.booleans(), exposed=st.booleans())
    def a_number_is_lost(self, data, proven, exposed):
        """A request is recorded by one and approved by another."""
        person = data.draw(st.sampled_from(self.people))
        self.attempt(replacements.record, Asked(person, "phone", proven, exposed), CLERKS[0])
        chosen = self.some(data, ReplacementRequest, ReplacementRequest.state == "review")
        if chosen:
            self.attempt(replacements.approve, chosen, data.draw(st.sampled_from(CLERKS)), "seen")

    @rule(house=st.integers(1, 99), asker=st.sampled_from(CLERKS[::-1]), who=st.integers(0, 2))
    def somebody_moves(self, house, asker, who):
        """A change of address is asked for; the asker tries to grant it, then another; and the letters are printed."""
        place = addresses.NewAddress(f"{house} Elm St", "Springfield", "IL", "62701")
        self.attempt(addresses.ask, addresses.Asked(self.people[who], place, "written", "signed letter"), asker)
        for chosen in self.ids(AddressChange, AddressChange.state == "asked"):
            self.attempt(addresses.grant, chosen, asker)
            self.attempt(addresses.grant, chosen, make.GRANTER)
        waiting = Notice.taxpayer_id == self.people[who], Notice.state == "draft", Notice.ip_pin_id.is_not(None)
        for letter in self.ids(Notice, *waiting):
            self.attempt(make.print_letters, [letter], PRINTERS[0])

    @rule()
    def the_annual_run_is_made(self):
        """The run of this year or, in its season, of the next."""
        for year in (calendar.today().year, calendar.today().year + 1):
            self.attempt(season.run, year, "sue")

    @invariant()
    def no_two_current_numbers(self):
        """One current PIN per taxpayer and year at most."""
        with self.desk.database.reading() as session:
            rows = (
                select(func.count()).where(IpPin.status == "current").group_by(IpPin.taxpayer_id, IpPin.calendar_year)
            )
            assert all(number == 1 for number in session.scalars(rows))

    @invariant()
    def every_number_has_its_reason(self):
        """Issued for an approved application, by the annual run, after a visit, or for an approved request."""
        with self.desk.database.reading() as session:
            approved = set(session.scalars(select(Decision.document_id).where(Decision.action == "approve")))
            requests = session.scalar(select(func.count()).where(ReplacementRequest.state == "issued"))
            issues = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "issue")).all()
            pins = set(session.scalars(select(IpPin.id)))
            entered = set(session.scalars(select(LedgerEntry.ip_pin_id)))
        assert pins == entered
        assert all(one.document_id in approved for one in issues if one.reason == "approved")
        others = [one for one in issues if one.reason != "approved"]
        assert all(one.reason in ("replacement", "visit") or one.reason.startswith("annual run") for one in others)
        assert sum(one.reason == "replacement" for one in issues) <= requests

    @invariant()
    def no_number_by_one_person(self):
        """Whoever recorded that the identity call was passed has not approved."""
        with self.desk.database.reading() as session:
            alone = (
                select(Decision.id)
                .join(Call, Call.document_id == Decision.document_id)
                .where(Decision.action == "approve", Call.outcome == "passed", Call.by == Decision.by)
                .where(Call.at <= Decision.at)
            )
            assert session.scalars(alone).all() == []

    @invariant()
    def no_number_follows_a_change_of_address(self):
        """One person asks and another grants, and no letter with a number is printed in the two weeks after."""
        with self.desk.database.reading() as session:
            moves = session.scalars(select(AddressChange).where(AddressChange.state == "granted")).all()
            printed = select(NoticeEvent, Notice.taxpayer_id).join(Notice, Notice.id == NoticeEvent.notice_id)
            rows = session.execute(printed.where(NoticeEvent.state == "printed", Notice.ip_pin_id.is_not(None))).all()
        assert all(move.asked_by != move.decided_by for move in moves)
        for event, taxpayer in rows:
            before = [one for one in moves if one.taxpayer_id == taxpayer and one.decided_at <= event.at]
            assert all(one.day + timedelta(days=14) <= event.on for one in before)

    @invariant()
    def no_notice_without_its_ledger_entry(self):
        """A letter with a number belongs to an issued one, and at most one copy of it is live."""
        with self.desk.database.reading() as session:
            bare = select(Notice.id).where(
                Notice.kind.in_(("cp01a", "replacement")), Notice.ip_pin_id.not_in(select(LedgerEntry.ip_pin_id))
            )
            assert session.scalars(bare).all() == []
            nameless = select(Notice.id).where(Notice.kind.in_(("cp01a", "replacement")), Notice.ip_pin_id.is_(None))
            assert session.scalars(nameless).all() == []
            live = select(func.count()).where(Printing.state.in_(("gathered", "printed", "mailed")))
            assert all(number == 1 for number in session.scalars(live.group_by(Printing.notice_id)))

    @invariant()
    def control_totals_balance(self):
        """Intake, delays, applications, mail and annual run add up after every step."""
        with self.desk.database.reading() as session:
            for report in CONTROLLED:
                made = report.make(session, calendar.today())
                assert made.balanced, [c for c in made.controls if not c.balanced]


TestLife = pytest.mark.long(Life.TestCase)
TestLife.settings = settings(
    max_examples=10,
    stateful_step_count=20,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.generate,),
)
