"""An office at work from 2021 to 2026, by script: returns, applications, visits, mail, lost numbers, frozen refunds,
identity-theft cases, looks, and annual runs.

Nothing is read from a picture: each paper is written as the reader would have written it. What the rules refuse on a
day is passed over, as it would be in the office.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from desk import errors
from desk.delays import cases, refunds, theft
from desk.documents import masking
from desk.enrollment import opting_out, replacements, visits
from desk.enrollment.replacements import Asked
from desk.mail import mailing, undeliverable
from desk.mailroom import receive
from desk.matching import looking
from desk.models import Document, IpPin, Notice, ReplacementRequest, TheftCase, Visit
from desk.office import policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import season
from desk.reading import keying, rescans, sampling
from desk.reading.found import DocumentReading
from desk.review import decisions, misfits, undoing
from desk.screens import mail as outgoing
from desk.system import calendar
from tests import factories as make
from workers import daily

CARLA, DAN, SUE = Actor("carla", "clerk"), Actor("dan", "clerk"), Actor("sue", "supervisor")
MO = Actor("mo", "mailroom")
YEARS = range(2021, 2027)
LAST = ("Abel", "Baker", "Cole", "Dunn", "Ellis", "Frost", "Grant", "Hayes", "Irwin", "Jones", "Knapp", "Lowe",
        "Moore", "Nash")  # fmt: skip
HOLDERS = 6
RULES = """
[income_limits]
2026 = [86000, 172000]
[adopted]
"recipients.2022" = "recipients-2021"
"reissue_cutoff.2026" = "reissue-cutoff"
"""
"""What this office decided where nobody has published a rule."""
NOTHING = DocumentReading([1], [None], None, None)


class WorkingOffice:
    """The desk of a script; ``people`` are taxpayers on record, the first six of them victims with an IP PIN."""

    def __init__(self, desk: Office, night: Callable[[], None]) -> None:
        self.desk, self.night = desk, night
        self.nights: list[date] = []
        (desk.settings.root / policy.FILE).write_text(RULES, encoding="utf-8")
        calendar.fix(date(2021, 1, 4))
        self.people = [
            make.taxpayer(desk, _tin(i), "Anna", last, street=f"{i + 1} Oak St", enrollment=self._basis(i))
            for i, last in enumerate(LAST)
        ]
        for person in self.people[:HOLDERS]:
            make.pin(desk, person, "123456", 2021)

    def work(self) -> "WorkingOffice":
        """Six years, five days each, and a night after every day."""
        for year in YEARS:
            for month, day, acts in ((2, 8, self.paper_comes), (2, 11, self.first_decisions), (3, 15, self.mail_leaves),
                                     (4, 20, self.spring), (12, 17, self.winter)):  # fmt: skip
                calendar.fix(date(year, month, day))
                daily.work(self.desk, "clock")
                acts(year)
                self.nights.append(calendar.today())
                self.night()
        return self

    def paper_comes(self, year: int) -> None:
        """A day's paper: each kind of return, two applications, a page of no form, and a file that nobody reads."""
        right = {"primary_ip_pin": make.read(self._number(0, year)), "refund": make.read(str(100 + year))}
        self.papers = {
            "right": self._return(0, **right),
            "missing": self._return(1, refund=make.read("900")),
            "wrong": self._return(2, primary_ip_pin=make.read("654321"), amount_owed=make.read("77")),
            "faint": self._return(3, primary_ip_pin=make.read(self._number(3, year), "suspect", 0.6)),
            "plain": self._return(7 + year % 3),
            "stranger": self._return(40),
            "joint": self._joint(4, 5),
            "old": self._return(10),
            "application": self._application(6 + (year - 2021), year),
            "second": self._application(6 + (year - 2020) % 6, year),
            "unknown": self._arrive(NOTHING),
        }
        looking.record(self.desk, SUE, looking.OPENED, "document", self.papers["right"])
        receive.receive(
            self.desk, b"%%PDF-1.7 unread %d" % year, "unread.pdf", batch=f"late{year}", actor="mo",
            received=calendar.today(),
        )  # fmt: skip

    def first_decisions(self, year: int) -> None:
        """Boxes are keyed, what is clear is decided, a release is taken back, an identity call is made."""
        self._key_all()
        for name in ("right", "plain", "faint"):
            self._decide(name, "release")
        self._attempt(undoing.undo, self.papers["plain"], CARLA, "the wrong one")
        for name in ("missing", "joint", "wrong"):
            self._decide(name, "flag")
        make.prove(self.desk, self.papers["application"])
        new = rescans.rescan(self.desk, self.papers["old"], b"%%PDF-1.7 again %d" % year, "again.pdf", MO)
        make.read_scan(self.desk, new.scan_id, make.a_return(**_who(10)))

    def mail_leaves(self, year: int) -> None:
        """Approvals, a rejection; letters are printed, mailed, spoiled, and come back."""
        for name in ("application", "joint"):
            looking.record(self.desk, SUE, looking.OPENED, "document", self.papers[name])
        self._decide("application", "approve", by=SUE)
        self._decide("second", "reject", codes=("R04",))
        self._decide("plain", "release")
        sent = self._print(2)
        if sent:
            self._attempt(mailing.spoil, sent[-1:], MO, "torn")
            self._attempt(mailing.confirm, sent[:-1] or sent, MO)
            self._attempt(undeliverable.came_back, sent[0], MO, "no such number")
        for paper in self._released():  # from 2026 on
            self._attempt(refunds.freeze, paper, date(year, 3, 10), CARLA)
        for sample in self._looks():
            self._attempt(sampling.answer_decision, sample, "flag", "so it seems", DAN)

    def spring(self, year: int) -> None:
        """Answers come or do not; cases end; a number is lost; paper is found late."""
        self._attempt(cases.set_processable, self.papers["missing"], date(year, 4, 1), CARLA)
        self._attempt(make.release_case, self.papers["missing"])
        self._attempt(make.release_by_two, self.papers["stranger"])
        self._attempt(cases.move, self.papers["wrong"], "identity_theft", CARLA)
        stolen = make.an_affidavit(tin=make.read(_tin(9)), last_name=make.read(LAST[9]))
        self._attempt(misfits.keep_affidavit, self._arrive(stolen), CARLA)
        if year % 2:
            self._attempt(cases.reopen, self.papers["wrong"], SUE, "new papers came")
        self._attempt(replacements.record, Asked(self.people[0], "phone", True, returns_filed=True), CARLA)
        for request in self._ids(ReplacementRequest, ReplacementRequest.state == "review"):
            self._attempt(replacements.approve, request, SUE, "seen")
        self._arrive(make.a_return(**_who(11)), received=date(year, 1, 28))
        for person, outcome in ((12 + year % 2, "proven"), (11, "not_kept")):
            came = visits.Came(self.people[person], calendar.today(), "Peoria", outcome, ("passport", "insurance_card"))
            self._attempt(visits.record, came, CARLA)
        for visit in self._ids(Visit, Visit.state == "review"):
            self._attempt(visits.approve, visit, DAN)

    def winter(self, year: int) -> None:
        """Cases and a frozen refund end; the annual run of the next year, its letters, and somebody who leaves."""
        for case in self._ids(TheftCase, TheftCase.state == "open")[:1]:
            self._attempt(theft.resolve, case, SUE, "the taxpayer filed the other return")
        self._attempt(refunds.end, self._released()[0], "check", CARLA)
        if year == 2024:
            self._attempt(opting_out.opt_out, self.people[5], CARLA, "by letter")
        season.run(self.desk, year + 1, "sue")
        self._attempt(mailing.confirm, self._print(1), MO)

    def _return(self, person: int, **fields) -> int:
        return self._arrive(make.a_return(**_who(person), **fields))

    def _joint(self, one: int, two: int) -> int:
        spouse = {"spouse_first_name": "Anna", "spouse_last_name": LAST[two], "spouse_ssn": _tin(two)}
        fields = {name: make.read(value) for name, value in spouse.items()}
        return self._return(one, filing_status=make.read("joint"), **fields)

    def _application(self, person: int, year: int) -> int:
        named = {"last_name": LAST[person], "tin": _tin(person), "street": f"{person + 1} Oak St"}
        named |= {"signature_date": f"{year}-01-20", "phone": f"21755501{person:02d}"}
        revision = "2021-01" if year < 2025 else "2025-01"
        return self._arrive(make.an_application(revision, **{name: make.read(text) for name, text in named.items()}))

    def _arrive(self, paper: DocumentReading, received: date | None = None) -> int:
        return make.arrive(self.desk, paper, received=received or calendar.today())

    def _decide(self, name: str, action: str, by: Actor = CARLA, codes: tuple[str, ...] = ()) -> None:
        number = self.papers[name]
        for role in ("primary", "spouse"):
            self._attempt(masking.reveal, number, f"{role}_ip_pin", by)
        self._attempt(decisions.decide, number, action, by, reason="as the paper says", codes=codes)

    def _key_all(self) -> None:
        """Two people, and a third where they differ, key every box that waits."""
        for actor in (CARLA, DAN, SUE):
            with self.desk.database.reading() as session:
                boxes = keying.waiting(session, actor)
            for box in boxes:
                self._attempt(keying.key_blind, box.document_id, box.field, "654321", "read", actor)

    def _print(self, most: int) -> list[int]:
        """Print a ready letter of some kinds, and leave the others waiting: setting a letter takes a while."""
        with self.desk.database.reading() as session:
            letters = sorted({notice.kind: notice.id for notice in outgoing.ready(session)}.values())[-most:]
        if letters:
            make.print_letters(self.desk, letters, MO)
        return letters

    def _looks(self) -> list[int]:
        with self.desk.database.reading() as session:
            return [sample.document_id for sample in sampling.looks(session, DAN)][:2]

    def _ids(self, model: type[Document | Notice | ReplacementRequest | TheftCase | Visit], *where) -> list[int]:
        with self.desk.database.reading() as session:
            return list(session.scalars(select(model.id).where(*where).order_by(model.id)))

    def _released(self) -> list[int]:
        """The first two returns that were released."""
        return self._ids(Document, Document.kind == "tax_return", Document.state == "closed")[:2]

    def _number(self, person: int, year: int) -> str:
        rows = select(IpPin).where(IpPin.taxpayer_id == self.people[person], IpPin.calendar_year == year)
        with self.desk.database.reading() as session:
            return session.scalars(rows.order_by(IpPin.id.desc())).first().pin

    def _attempt(self, act: Callable[..., object], *arguments, **named) -> None:
        """What the desk refuses, it refuses."""
        try:
            act(self.desk, *arguments, **named)
        except errors.DeskError:
            return

    def _basis(self, person: int) -> str | None:
        return "victim" if person < HOLDERS else None


def _tin(person: int) -> str:
    return f"40000{1001 + person}"


def _who(person: int) -> dict:
    """The fields of a return that say whose it is."""
    last = LAST[person] if person < len(LAST) else "Nobody"
    named = {"primary_ssn": _tin(person), "primary_last_name": last, "street": f"{person + 1} Oak St"}
    return {name: make.read(text) for name, text in named.items()}
