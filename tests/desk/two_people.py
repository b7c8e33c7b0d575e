"""What one person does about a return and another must do, too: rules and an invariant of the life of a desk."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from desk.models import Decision, Document, DocumentEvent, ReleaseRequest, Verification
from desk.office.accounts import Actor
from desk.reading import keying
from desk.review import identification, misfits, releases

CLERKS = [Actor("carla", "clerk"), Actor("dan", "clerk"), Actor("sue", "supervisor")]


class TwoPeople:
    """Part of a machine that has a desk, draws ``some`` row of it, and makes an ``attempt`` at an act."""

    @rule(data=st.data(), first=st.sampled_from(CLERKS), second=st.sampled_from(CLERKS))
    def a_release_is_asked_for(self, data, first, second):
        """Somebody asks for the release of a return; perhaps something else happens; somebody grants or refuses it."""
        chosen = self.some(data, Document, Document.kind == "tax_return")
        if not chosen:
            return
        self.attempt(releases.ask, chosen, first, "seen")
        if data.draw(st.booleans()):
            self.attempt(keying.key, chosen, "street", "14 Oak St", "read", "correction", first)
        self.attempt(
            data.draw(st.sampled_from([releases.grant, releases.grant, releases.refuse])), chosen, second, "so"
        )

    @rule(data=st.data(), who=st.sampled_from(CLERKS))
    def a_paper_is_said_to_be_another(self, data, who):
        """A return is said to be none, or another form, and perhaps set aside."""
        chosen = self.some(data, Document, Document.kind == "tax_return", Document.state == "in_review")
        if chosen:
            self.attempt(misfits.forget_kind, chosen, who)
            other = data.draw(st.sampled_from(CLERKS))
            self.attempt(misfits.set_aside, chosen, "filed", "no return", other)
            self.attempt(identification.identify, chosen, "tax_return", "1040", None, 2009, other)

    @invariant()
    def no_release_by_one_person_against_the_advice(self):
        """Released against the advice or from a flag: another has asked for it, or recorded how it was verified."""
        if not hasattr(self, "desk"):
            return
        with self.desk.database.reading() as session:
            granted = {
                (row.document_id, row.decided_by): row.by
                for row in session.scalars(select(ReleaseRequest).where(ReleaseRequest.state == "granted"))
            }
            against = select(Decision).where(Decision.action == "release", Decision.recommended != "release")
            proofs: dict[int, set[str]] = {}
            for row in session.scalars(select(Verification)):
                proofs.setdefault(row.document_id, set()).add(row.by)
            ends = select(DocumentEvent).where(DocumentEvent.state == "closed", DocumentEvent.note == "released")
            decided = {one.document_id for one in session.scalars(select(Decision).where(Decision.action == "release"))}
            assert all(by != asker for (_, by), asker in granted.items())
            assert all((one.document_id, one.by) in granted for one in session.scalars(against))
            for end in session.scalars(ends):
                if end.document_id not in decided and (end.document_id, end.by) not in granted:
                    assert proofs[end.document_id] - {end.by}
