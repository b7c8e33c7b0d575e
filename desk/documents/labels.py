"""The names of fields, states, and actions in plain English."""

from desk.models import numbers
from desk.models.states import DelayState, DocumentState, NoticeState, RequestState
from desk.program.words import Action, FormKind

_FIELDS = {
    "primary_first_name": "first name",
    "primary_last_name": "last name",
    "primary_ssn": "taxpayer number",
    "primary_ip_pin": "IP PIN",
    "primary_signature": "signature",
    "spouse_first_name": "spouse's first name",
    "spouse_last_name": "spouse's last name",
    "spouse_ssn": "spouse's taxpayer number",
    "spouse_ip_pin": "spouse's IP PIN",
    "spouse_signature": "spouse's signature",
    "tin": "taxpayer number",
    "zip": "ZIP code",
    "dependent": "box for parent or guardian",
    "phone": "telephone number",
    "language": "language choice",
    "city_state_zip": "city, state and ZIP code",
}


def caption(field: str) -> str:
    """Return a field's name as used in a sentence."""
    return _FIELDS.get(field, field.replace("_", " "))


_FORMS: dict[str, str] = {
    "f1040": "Form 1040",
    "f1040sr": "Form 1040-SR",
    "f1040nr": "Form 1040-NR",
    "f1040x": "Form 1040-X",
    "f15227": "Form 15227",
    "f14039": "Form 14039",
}
_ACTIONS: dict[str, str] = {
    Action.RELEASE: "Release the return",
    Action.KEY: "Key from the paper",
    Action.FLAG: "Flag the return",
    Action.SCREEN: "Screen the return",
    Action.APPROVE: "Approve the IP PIN",
    Action.CALL: "Call the applicant",
    Action.WRITE: "Write for what is missing",
    Action.REJECT: "Reject the application",
    Action.REVIEW: "Review and decide",
}
_DONE: dict[str, str] = {
    Action.RELEASE: "Released",
    Action.FLAG: "Flagged",
    Action.SCREEN: "Screened",
    Action.APPROVE: "Approved",
    Action.WRITE: "Asked for what is missing",
    Action.REJECT: "Rejected",
}
_DELAYS: dict[str, str] = {
    DelayState.OPEN: "Waiting for its letter",
    DelayState.LETTER_SENT: "Letter sent, reply awaited",
    DelayState.NO_REPLY: "No reply",
    DelayState.VERIFIED: "Identity verified",
    DelayState.COMPLETED: "Missing items received",
    DelayState.IDENTITY_THEFT: "Identity-theft case",
    DelayState.RELEASED: "Released",
}
_REASONS = {
    "missing": "IP PIN missing",
    "mismatch": "Wrong IP PIN",
    "malformed": "Not an IP PIN in the box",
    "stale_year": "Last year's IP PIN",
    "swapped": "Spouses' IP PINs swapped",
    "superseded": "Replaced IP PIN",
    "withheld": "Too many numbers tried",
    "unmatched": "Taxpayer not found",
    "duplicate": "Second return",
    "no_pin_issued": "No IP PIN was issued",
    "unexpected": "IP PIN where none is required",
    "signature_missing": "Signature missing",
    "page_missing": "Page missing",
}
_LACKING = {
    "primary_signature": "Signature of the primary taxpayer",
    "spouse_signature": "Signature of the spouse",
    "page": "A page",
}
_STATES: dict[str, str] = {
    DocumentState.READING: "being read",
    DocumentState.IN_REVIEW: "in review",
    DocumentState.EXCEPTION: "not recognized or unreadable",
}
_LETTERS: dict[str, str] = {
    NoticeState.DRAFT: "waiting to be printed",
    NoticeState.GATHERED: "in a print batch",
    NoticeState.RETURNED: "returned",
    NoticeState.SPOILED: "spoiled, waiting to be printed again",
}
_EVENTS = {
    "field.blind": "Box keyed blind",
    "field.correction": "Field corrected",
    "document.given": "Document given as the next",
    "list.opened": "List opened",
    "access.refused": "Refused",
    "field.overruled": "Sure reading overruled",
    "sample.settled": "Quality check settled",
    "release.asked": "Release requested",
    "release.withdrawn": "Release request withdrawn",
    "release.ended": "Release request ended by another action",
    "pin.issue": "IP PIN issued",
    "pin.replace": "IP PIN replaced",
    "pin.expire": "IP PIN expired",
}
_NUMBERED = {"document": numbers.document, "notice": numbers.letter, "mail_batch": numbers.print_batch}
_COMPARED = {
    "equal": "the same",
    "nearly equal": "nearly the same",
    "equal to a less likely reading": "the same as a less likely reading",
    "initial agrees": "the initial is the same",
    "differs": "different",
}
_BASES = {
    "victim": "Confirmed victim of identity theft",
    "f15227": "Form 15227",
    "tac": "Assistance center",
    "online": "Online",
    "pilot": "Pilot state",
}
_REQUESTS: dict[str, str] = {
    RequestState.REVIEW: "Waits for a decision",
    RequestState.APPROVED: "Approved for a later day",
    RequestState.ISSUED: "Approved, its notice drafted",
    RequestState.REFUSED: "Refused",
}
_ROLES = {"primary": "Primary taxpayer", "spouse": "Spouse", "applicant": "Applicant"}
_VALUES = {
    "yes": "Yes", "no": "No", "en": "English", "es": "Spanish", "both": "Both checked",
    "single": "Single", "joint": "Married filing jointly", "separate": "Married filing separately",
    "head": "Head of household", "survivor": "Qualifying surviving spouse", "estate": "Estate", "trust": "Trust",
}  # fmt: skip
CHOICES = {
    "filing_status": ("single", "joint", "separate", "head", "survivor", "estate", "trust"),
    "language": ("en", "es", "both"),
    "dependent": ("yes", "no"),
    "primary_signature": ("yes",),
    "spouse_signature": ("yes",),
    "signature": ("yes",),
}
"""Fields with a fixed list of values, and the words for those values."""


def form(name: str | None, revision: str | None, kind: str | None = None) -> str:
    """Return the usual name of a form: "Form 1040, 2024", or "Not recognized" if ``name`` is empty.

    ``kind`` tells a return from an application if the form has no definition on file.
    """
    if not name:
        return "Not recognized"
    if name == "other":
        return "Another application" if kind == FormKind.PIN_APPLICATION else "Another return"
    plain = _FORMS.get(name, f"Form {name}" if name[0].isdigit() else name)
    return f"{plain}, {revision}" if revision else plain


def listed(text: str) -> str:
    """Return the usual name of a form from the text kept in lists of returns: name and revision, as in "f1040 2024"."""
    name, _, revision = text.partition(" ")
    return form(name, revision)


def action(name: str | None) -> str:
    """Return a recommendation as an instruction."""
    return _ACTIONS.get(name or Action.REVIEW, "Review and decide")


def done(name: str) -> str:
    """Return a decision as something that happened."""
    return _DONE.get(name, name)


def delay(name: str) -> str:
    """Return the state of a delay case, or the act that a person recorded for it, in words."""
    return _DELAYS.get(name, name)


def reason(name: str) -> str:
    """Return the reason for a delay in words, from its code in the rules and reports."""
    return _REASONS.get(name.replace(" ", "_"), _capital(name.replace("_", " ")))


def lacking(code: str) -> str:
    """What a return lacks, from the code of the decision that asks for it."""
    return _LACKING[code]


def state(name: str) -> str:
    """Return the state of a document, as used in a sentence."""
    return _STATES.get(name, name)


def letter(state: str) -> str:
    """Return the state of a letter, as used in a sentence."""
    return _LETTERS.get(state, state)


def compared(field: str, result: str) -> str:
    """Return one comparison of a document with a taxpayer in words: "Taxpayer number: one digit differs"."""
    return f"{_capital(caption(field.lower()))}: {_COMPARED.get(result, result)}"


def basis(name: str) -> str:
    """Return how a person was enrolled, in words."""
    return _BASES.get(name, name)


def request(state: str) -> str:
    """Return the state of a request for a lost IP PIN, in words."""
    return _REQUESTS.get(state, state)


def event(action: str) -> str:
    """Return an audit event in words: "Decision: flag", "User signed in"."""
    subject, _, what = action.replace("_", " ").partition(".")
    parted = ": " if subject == "decision" else " "
    return _EVENTS.get(action, f"{_capital(subject)}{parted}{what}")


def numbered(subject: str, number: int | None) -> str:
    """Return the subject of an audit event with its number: "B00001" for a print batch, "scan 12"."""
    if number is None:
        return subject.replace("_", " ")
    return _NUMBERED[subject](number) if subject in _NUMBERED else f"{subject.replace('_', ' ')} {number}"


def role(name: str) -> str:
    """Return the role of a person on a form, in words."""
    return _ROLES.get(name, name)


def value(field: str, text: str) -> str:
    """Return a value for display: marks and choices in words, amounts with thousands separators."""
    if field in CHOICES:
        return _VALUES.get(text, text)
    if field in ("adjusted_gross_income", "refund", "amount_owed") and text.lstrip("-").isdigit():
        return f"${int(text):,}".replace("$-", "−$")
    if field == "phone" and len(text) == 10 and text.isdigit():
        return f"({text[:3]}) {text[3:6]}-{text[6:]}"
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
