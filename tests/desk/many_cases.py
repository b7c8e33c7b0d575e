"""Part of the property test: joint returns, a case for each signer and cause, theft cases, visits in person."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import func, select

from desk.delays import aging, backlog, cases, theft
from desk.delays.verifications import Proof
from desk.enrollment import visits
from desk.models import Document, LedgerEntry, Notice, NoticeEvent, TheftCase, Visit
from desk.review import misfits
from desk.system import calendar
from tests import factories as make
from tests.desk.two_people import CLERKS

WHOSE = [None, "primary", "spouse"]
WHY = [None, "identity", "signature_missing", "page_missing"]
LACKING = [("R04",), (), (), ("primary_signature",), ("spouse_signature", "page")]
"""Codes of a decision: of a rejection, none, and what a return lacks."""


class ManyCases:
    """What delays a return on the side of each signer, and what a stolen number brings."""

    @rule(primary=st.sampled_from([0, 1]), number=st.sampled_from([None, "123456"]))
    def a_joint_return_comes(self, primary, number):
        """Two of the three file together; the boxes are empty, or one number is in both."""
        box = make.read(number) if number else make.BLANK
        fields = {"primary_ssn": make.read(self.TINS[primary]), "spouse_ssn": make.read(self.TINS[primary + 1])}
        fields |= {"spouse_first_name": make.read("Anna"), "spouse_last_name": make.read("Smith")}
        boxes = {"primary_ip_pin": box, "spouse_ip_pin": box, "filing_status": make.read("joint")}
        make.arrive(self.desk, make.a_return(**fields, **boxes), received=calendar.today())

    @rule(
        data=st.data(),
        new=st.sampled_from(["verified", "verified", "released", "identity_theft", "completed"]),
        who=st.sampled_from(CLERKS),
        role=st.sampled_from(WHOSE),
        cause=st.sampled_from(WHY),
    )
    def a_case_goes_on(self, data, new, who, role, cause):
        """One case of a return moves, or its ended ones are opened again."""
        chosen = self.some(data, Document, Document.kind == "tax_return")
        if chosen:
            proof = data.draw(st.sampled_from([None, Proof("letter")]))
            self.attempt(cases.move, chosen, new, who, proof=proof, role=role, cause=cause)
            if data.draw(st.booleans()):
                self.attempt(cases.reopen, chosen, CLERKS[2], "new papers")

    @rule(who=st.sampled_from([0, 1, 2]), by=st.sampled_from(CLERKS))
    def an_affidavit_comes(self, who, by):
        """Somebody sends Form 14039, and a clerk keeps it with the case."""
        form = make.an_affidavit(tin=make.read(self.TINS[who]))
        self.attempt(misfits.keep_affidavit, make.arrive(self.desk, form, received=calendar.today()), by)

    @rule(data=st.data(), who=st.sampled_from(CLERKS))
    def a_theft_case_is_resolved(self, data, who):
        """Somebody says that it is settled; only another supervisor than its opener may."""
        chosen = self.some(data, TheftCase)
        if chosen:
            self.attempt(theft.resolve, chosen, who, "settled")

    @rule(who=st.sampled_from([0, 1, 2]), proven=st.booleans(), data=st.data())
    def somebody_comes_in_person(self, who, proven, data):
        """A visit is recorded by one, approved or refused by anybody."""
        outcome = "proven" if proven else "not_proven"
        came = visits.Came(self.people[who], calendar.today(), "Peoria", outcome, ("passport", "bill_or_statement"))
        self.attempt(visits.record, came, data.draw(st.sampled_from(CLERKS)))
        chosen = self.some(data, Visit, Visit.state == "review")
        if chosen:
            act = data.draw(st.sampled_from([visits.approve, visits.approve, visits.refuse]))
            self.attempt(act, chosen, data.draw(st.sampled_from(CLERKS)), "seen")

    @invariant()
    def a_number_after_a_visit_takes_two(self):
        """Each is of one approved visit, recorded by somebody else, whose identity was proven."""
        with self.desk.database.reading() as session:
            numbers = select(LedgerEntry.ip_pin_id).where(LedgerEntry.reason == "visit")
            issued = session.scalars(select(Visit).where(Visit.state == "issued")).all()
            assert sorted(session.scalars(numbers)) == sorted(visit.ip_pin_id for visit in issued)
            assert all(visit.outcome == "proven" and visit.decided_by != visit.recorded_by for visit in issued)

    @invariant()
    def the_list_of_today_is_that_of_the_history(self):
        """Line by line, each return counted once in the total."""
        with self.desk.database.reading() as session:
            past = aging.delayed(session)
            assert list(backlog.listed(session, calendar.today())) == past[: backlog.PAGE]
            assert backlog.total(session) == len(aging.returns(past))

    @invariant()
    def a_closed_return_waits_for_nothing(self):
        """A return leaves only with every case of it ended, and a case that has not ended holds its return."""
        with self.desk.database.reading() as session:
            for document in session.scalars(select(Document).where(Document.state == "closed")):
                assert all(case.closed_on is not None for case in cases.of_document(session, document.id))

    @invariant()
    def no_number_is_printed_while_a_case_is_open(self):
        """One open case of a taxpayer at most, and no letter with a number printed between its days."""
        with self.desk.database.reading() as session:
            found = session.scalars(select(TheftCase).where(TheftCase.taxpayer_id.is_not(None))).all()
            letters = select(NoticeEvent.on, Notice.taxpayer_id).join(Notice, Notice.id == NoticeEvent.notice_id)
            printed = letters.where(NoticeEvent.state == "printed", Notice.ip_pin_id.is_not(None))
            rows = session.execute(printed).all()
            opened = select(func.count()).where(TheftCase.state == "open").group_by(TheftCase.taxpayer_id)
            assert all(number == 1 for number in session.scalars(opened))
        for day, taxpayer in rows:
            mine = [case for case in found if case.taxpayer_id == taxpayer]
            assert not any(case.opened_on < day < (case.ended_on or calendar.today()) for case in mine)
