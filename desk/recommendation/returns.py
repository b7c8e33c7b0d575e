"""Collects the facts about one tax return for the rules of domain.md 4.2.

The secret comparison is made here; the rules get only its result.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from desk.documents import masking
from desk.documents.values import Value
from desk.matching import signers as people
from desk.matching.signers import Matched
from desk.models import Document, Taxpayer
from desk.office import policy
from desk.pins import guesses, ledger
from desk.pins.guesses import Asker
from desk.program import filers, paper
from desk.program import pin as pin_rules
from desk.program import returns as rules
from desk.program.paper import PinYear
from desk.program.returns import Comparison
from desk.program.settings import ProgramSettings
from desk.program.words import Outcome, ReadingState, Role, ValueSource
from desk.recommendation import arrivals, seconds
from desk.system.config import Settings

_YEAR = "tax_year"
_FIDUCIARY = ("estate", "trust")
_ELSEWHERE = (Comparison.LAST_YEAR, Comparison.OTHER_SPOUSE, Comparison.REPLACED)
"""Numbers that filers are known to enter instead of the one on record."""
_WITHOUT_LETTER = (Outcome.MISSING, Outcome.STALE_YEAR, Outcome.SUPERSEDED)
"""What people enter who have no letter with the current number."""
_NOTHING = Value("", None, ReadingState.ILLEGIBLE, ValueSource.UNSETTLED, more_keys=2)


@dataclass(frozen=True)
class _Return:
    """One return while it is judged."""

    session: Session
    document: Document
    values: dict[str, Value]
    settings: Settings
    policy: ProgramSettings
    year: PinYear
    found: list[Matched]
    asker: Asker

    @property
    def form(self) -> str:
        """The form's name, or "" while it is unknown; no rule covers ""."""
        return self.document.form or ""

    @property
    def sent(self) -> date:
        """The day it was mailed, from its postmark; without a postmark, the day it was received."""
        return self.document.postmark_date or self.document.received_date

    def other(self, one: Matched) -> Taxpayer | None:
        """Return the other spouse on the return, if on record."""
        return next((more.taxpayer for more in self.found if more.role != one.role), None)


def recommend(
    session: Session, document: Document, values: dict[str, Value], settings: Settings, actor: str
) -> rules.Recommendation:
    """Match the signers and apply the rules; each outcome is stored on its person row.

    ``actor`` is the person who has the numbers compared, for the count in :mod:`desk.pins.guesses`. If the filer writes
    the tax year (Form 1040-X), the document gets that year.
    """
    if _YEAR in values:
        document.tax_year = _year_written(values[_YEAR], document)
    found = people.match(session, document, values)
    session.flush()
    office = policy.load(settings)
    year = paper.year_of(document.received_date, document.postmark_date, office)
    filed = _Return(session, document, values, settings, office, year, found, Asker(actor, document.id))
    signers = [_signer(filed, one) for one in found]
    advice = rules.recommend(signers, _whole(filed, signers))
    for one, (_, outcome) in zip(found, advice.outcomes, strict=True):
        one.row.outcome = outcome.value
    return advice


def _year_written(value: Value, document: Document) -> int | None:
    """The tax year that the filer wrote, if it is trusted and a return for it could be filed by then."""
    text = value.text
    known = value.trusted and text.isdigit() and len(text) == 4 and int(text) <= document.received_date.year
    return int(text) if known else None


def field_of(role: str) -> str:
    """Return the name of a signer's PIN box."""
    return f"{role}_ip_pin"


def _signer(filed: _Return, one: Matched) -> rules.SignerFacts:
    value = filed.values.get(field_of(one.role), _NOTHING)
    known = one.sure or one.likely
    needed = known and _form_needs(filed) and _required(filed, one)
    issued = known and _issued(filed, one)
    facts = rules.SignerFacts(
        role=Role(one.role),
        matched=known,
        required=needed,
        issued=issued,
        has_box=_box_counts(filed, one.role, needed),
        entry=_entry(value),
        tin_trusted=one.number_known,
        tin_agrees=one.number_agrees,
        name_agrees=one.name_agrees,
        deceased=known and one.on_record.date_of_death is not None,
    )
    if not (needed and issued and pin_rules.wellformed(value.value)):
        return facts
    return replace(facts, comparison=_compare(filed, one, value))


def _required(filed: _Return, one: Matched) -> bool:
    return ledger.required(filed.session, one.on_record.id, filed.year.year, filed.policy)


def _issued(filed: _Return, one: Matched) -> bool:
    """Whether a number exists that the return may carry: of its year, or at the turn of the year of the other one."""
    return any(ledger.had(filed.session, one.on_record.id, year) for year in (filed.year.year, filed.year.also) if year)


def _form_needs(filed: _Return) -> bool:
    """Whether this kind of form needs IP PINs at all (domain 3.2); in doubt it does."""
    return paper.need(filed.form, filed.document.received_date, filed.policy).needed is not False


def _entry(value: Value) -> rules.Entry:
    return rules.Entry(
        state=value.state,
        settled=value.source == ValueSource.KEYED,
        wellformed=pin_rules.wellformed(value.value),
        five_digits=pin_rules.five_digits(value.value),
        more_keys=max(1, value.more_keys),
        third_person=value.third_person,
    )


def _compare(filed: _Return, one: Matched, value: Value) -> Comparison:
    """Compare the entry. A doubtful reading that equals the number on record is weighed by the known errors of filers.

    The number on record never leaves the ledger: each text that the image may show is compared there. If a person keyed
    another value, the machine's reading no longer counts.
    """
    digits = pin_rules.strip(value.text)
    result = _against(filed, one, value.text, guesses.counting(filed.session, digits, filed.asker))
    doubtful = value.source != ValueSource.KEYED and value.state != ReadingState.READ
    if result is Comparison.EQUAL and doubtful and not _claimed(filed, one, value):
        return Comparison.DIFFERS
    return result


def _claimed(filed: _Return, one: Matched, value: Value) -> bool:
    """Whether a doubtful reading that equals the number on record counts as that number."""
    results = {text: _against(filed, one, text, ledger.uncounted) for text, _ in _said(value)}
    said: dict[str, float] = {}
    for text, chance in _said(value):
        digits = pin_rules.strip(value.text if results[text] is Comparison.EQUAL else text)
        said[digits] = said.get(digits, 0.0) + chance
    known = {pin_rules.strip(text) for text, result in results.items() if result in _ELSEWHERE}
    return claims(pin_rules.strip(value.text), said, known, filed.settings)


def _said(value: Value) -> tuple[tuple[str, float], ...]:
    """The texts that a doubtful box may show, with probabilities; none once people have looked."""
    if value.source != ValueSource.MACHINE:
        return ()
    return ((value.text, value.confidence), *(other for other in value.alternatives if other[0] != value.text))


def _against(filed: _Return, one: Matched, text: str, admit: ledger.Admit) -> Comparison:
    """Compare a number. One that was replaced after the return was sent was valid when written; a person looks (4.2,
    3.3).
    """
    digits = pin_rules.strip(text)
    year, also = filed.year.year, filed.year.also
    result = ledger.compare(filed.session, one.on_record, filed.other(one), year, digits, also, admit=admit)
    return Comparison.EQUAL if result is Comparison.REPLACED and _counted_then(filed, one, digits) else result


def _counted_then(filed: _Return, one: Matched, digits: str) -> bool:
    return ledger.replaced_since(filed.session, one.on_record, filed.year.year, digits, filed.sent)


def claims(number: str, said: Mapping[str, float], known: Collection[str], settings: Settings) -> bool:
    """Return whether a doubtful reading of `number`, which is on record, counts as that number.

    It does if the image alone makes it likely enough, and if the probability that the box holds another number is at
    most the set limit, given the stated shares of filers who err. For the arguments see :func:`filers.doubt`.
    """
    shares = filers.Filers(settings.pin_right, settings.pin_slip, settings.pin_swap)
    likely = said.get(number, 0.0) >= settings.pin_seen
    return likely and filers.doubt(number, said, known, shares) <= settings.pin_doubt


def _box_counts(filed: _Return, role: str, needed: bool) -> bool:
    """Whether the signer's box is judged, even if no rule says that the form has it; people then key it.

    On a form that the desk cannot read nobody has to look at it unless an IP PIN is required.
    """
    looked = needed or masking.definition_of(filed.document) is not None or field_of(role) in filed.values
    return looked and _has_box(filed, role) is not False


def _has_box(filed: _Return, role: str) -> bool | None:
    """Whether this form has the signer's box: by its definition, otherwise by its tax year (3.5)."""
    name, year = field_of(role), filed.document.tax_year
    definition = masking.definition_of(filed.document)
    if definition is not None:
        return any(field.name == name for field in definition.fields)
    if year is None:
        return None
    return paper.boxes(filed.form, year, filed.policy).has(Role(role))


def _whole(filed: _Return, signers: Sequence[rules.SignerFacts]) -> rules.ReturnFacts:
    return rules.ReturnFacts(
        duplicate=seconds.suspicious(filed.session, filed.document),
        status_unclear=people.status_unclear(filed.values),
        doubts=tuple(_doubts(filed, signers)),
        excuses=tuple(_excuses(filed, signers)),
    )


def _doubts(filed: _Return, signers: Sequence[rules.SignerFacts]) -> Iterator[str]:
    """Why a person must decide although the numbers are clear: no rule, or the year is in doubt."""
    document = filed.document
    if filed.year.doubt:
        yield filed.year.doubt
    need = paper.need(filed.form, document.received_date, filed.policy)
    if need.needed is None:
        yield need.reason
    status = filed.values.get("filing_status")
    if status is not None and status.value in _FIDUCIARY:
        yield "The return is filed for an estate or a trust: no rule says whose IP PIN it needs."
    if document.tax_year is None:
        yield "The tax year of this form is not known."
    elif any(_box_in_doubt(filed, one.role) for one in filed.found):
        yield paper.boxes(filed.form, document.tax_year, filed.policy).reason
    for one, facts in zip(filed.found, signers, strict=True):
        if facts.matched and not facts.required and facts.has_box and field_of(one.role) not in filed.values:
            yield f"{one.role.capitalize()}: nothing was read of the page with the IP PIN box. Look for it."
        yield from _of_then(filed, one, facts)


def _excuses(filed: _Return, signers: Sequence[rules.SignerFacts]) -> Iterator[tuple[Role, str]]:
    """Signers who enter what people without a letter enter, and who may not have had the letter then (4.2 with 2.2,
    3.3).
    """
    for one, facts in zip(filed.found, signers, strict=True):
        if not facts.required or rules.outcome(facts) not in _WITHOUT_LETTER:
            continue
        year = filed.year.year
        why = _issued_later(filed, one)
        if not why and (letter := arrivals.doubt(filed.session, one.on_record.id, year, filed.sent, filed.policy)):
            why = f"the letter with the IP PIN of {year} {letter}; this return was sent on {filed.sent}."
        if why:
            yield facts.role, f"{one.role.capitalize()}: {why}"


def _issued_later(filed: _Return, one: Matched) -> str:
    issued = ledger.first_issued(filed.session, one.on_record.id, filed.year.year)
    if issued is None or issued <= filed.sent:
        return ""
    return f"the first IP PIN of {filed.year.year} was issued on {issued}, after this return was sent."


def _of_then(filed: _Return, one: Matched, facts: rules.SignerFacts) -> Iterator[str]:
    """Why a signer's box cannot be judged by today's record: the day the return was sent counts (4.2, 5)."""
    if not facts.required:
        return
    came, who = filed.document.received_date, one.role.capitalize()
    if rules.outcome(facts) not in _WITHOUT_LETTER and (why := _issued_later(filed, one)):
        yield f"{who}: {why}"
    if facts.comparison is Comparison.EQUAL and any(_counted_then(filed, one, text) for text in _texts(filed, one)):
        yield f"{who}: the number counted when this return was sent, and has been replaced since."
    january = filed.year.edge and came.month == 1 and filed.document.postmark_date is None
    if facts.comparison is Comparison.LAST_YEAR and january:
        yield f"{who}: last year's number; enter the postmark, which says in which year this return was sent."


def _texts(filed: _Return, one: Matched) -> Iterator[str]:
    value = filed.values[field_of(one.role)]
    yield from (pin_rules.strip(text) for text in (value.text, *(other for other, _ in _said(value))))


def _box_in_doubt(filed: _Return, role: str) -> bool:
    """Whether it is unknown if the form has the box: no rule says so, and no person has keyed anything in it."""
    value = filed.values.get(field_of(role), _NOTHING)
    keyed = value.source == ValueSource.KEYED and value.state == ReadingState.READ
    return _has_box(filed, role) is None and not keyed
