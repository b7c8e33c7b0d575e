"""Paper that comes again: rules and an invariant of the life of a desk."""

import itertools

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from desk import errors
from desk.models import Document
from desk.office.accounts import Actor
from desk.reading import rescans, same_paper
from tests import factories as make
from tests.desk.two_people import CLERKS

MAILROOM = Actor("mo", "mailroom")
_files = itertools.count(1)


class SecondPapers:
    """Part of a machine that has a desk, draws ``some`` row of it, and makes an ``attempt`` at an act."""

    @rule(data=st.data(), name=st.sampled_from(["Smith", "Smith", "Jones"]), read=st.booleans())
    def a_paper_is_scanned_again(self, data, name, read):
        """The right paper or another one; the new scan is read, or not yet."""
        chosen = self.some(data, Document, Document.state.in_(("in_review", "decided")))
        if not chosen:
            return
        old = make.document(self.desk, chosen)
        form = make.an_application if old.kind == "pin_application" else make.a_return
        try:
            file = b"%%PDF-1.7 again %d" % next(_files)
            receipt = rescans.rescan(self.desk, chosen, file, "again.pdf", MAILROOM)
        except errors.DeskError:
            return
        if read:
            make.read_scan(self.desk, receipt.scan_id, form(**{_last_name(old): make.read(name)}))

    @rule(data=st.data(), who=st.sampled_from(CLERKS), same=st.booleans())
    def somebody_says_whether_two_are_one_paper(self, data, who, same):
        """Of any two papers, sensible or not."""
        one, other = self.some(data, Document), self.some(data, Document)
        if one:
            self.attempt(same_paper.join if same else same_paper.part, one, other, "compared", who)

    @invariant()
    def no_paper_is_lost(self):
        """A replaced document is closed and leads to one that stands; what waits for its rescan is not decided."""
        if not hasattr(self, "desk"):
            return
        with self.desk.database.reading() as session:
            papers = {one.id: one for one in session.scalars(select(Document))}
        for one in papers.values():
            last = one
            for _ in papers:
                last = papers[last.successor_id] if last.successor_id else last
            assert last.successor_id is None and (one.replaced_by_id is None) == (one.successor_id is None)
            assert one.replaced_by_id is None or (one.state == "closed" and one.rescan_id is None)


def _last_name(document: Document) -> str:
    return "last_name" if document.kind == "pin_application" else "primary_last_name"
