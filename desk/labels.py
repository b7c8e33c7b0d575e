"""What people call things: fields, states and actions in plain English."""

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
}


def of(field: str) -> str:
    """A field's name as it stands in a sentence."""
    return _FIELDS.get(field, field.replace("_", " "))


_FORMS = {"f1040": "Form 1040", "f15227": "Form 15227"}
_ACTIONS = {
    "release": "Release the return",
    "key": "Key from the paper",
    "flag": "Flag the return",
    "approve": "Approve the IP PIN",
    "call": "Call the applicant",
    "write": "Write for what is missing",
    "reject": "Reject the application",
    "review": "Look and decide",
}
_DONE = {
    "release": "Released",
    "flag": "Flagged",
    "approve": "Approved",
    "write": "Asked for what is missing",
    "reject": "Rejected",
}
_DELAYS = {
    "open": "Waits for its letter",
    "letter_sent": "Letter sent, reply awaited",
    "no_reply": "No reply came",
    "verified": "Identity verified",
    "identity_theft": "Identity-theft case",
    "released": "Released",
}
_BASES = {
    "victim": "Confirmed victim of identity theft",
    "f15227": "Form 15227",
    "tac": "Assistance center",
    "online": "Online",
    "pilot": "Pilot state",
}
_REQUESTS = {
    "review": "Waits for a decision",
    "approved": "Approved for a later day",
    "issued": "Approved, its notice drafted",
    "refused": "Refused",
}
_ROLES = {"primary": "Primary taxpayer", "spouse": "Spouse", "applicant": "Applicant"}
_VALUES = {
    "yes": "Yes", "no": "No", "en": "English", "es": "Spanish", "both": "Both ticked",
    "single": "Single", "joint": "Married filing jointly", "separate": "Married filing separately",
    "head": "Head of household", "survivor": "Qualifying surviving spouse",
}  # fmt: skip
CHOICES = {
    "filing_status": ("single", "joint", "separate", "head", "survivor"),
    "language": ("en", "es", "both"),
    "dependent": ("yes", "no"),
    "primary_signature": ("yes",),
    "spouse_signature": ("yes",),
    "signature": ("yes",),
}
"""Fields that hold one of a few words, and those words."""


def form(name: str | None, revision: str | None) -> str:
    """A form as people call it: "Form 1040, 2024"; "Not recognised" when nobody knows."""
    if not name:
        return "Not recognised"
    plain = _FORMS.get(name, f"Form {name}" if name[0].isdigit() else name)
    return f"{plain}, {revision}" if revision else plain


def action(name: str | None) -> str:
    """What is recommended, as words to do."""
    return _ACTIONS.get(name or "review", "Look and decide")


def done(name: str) -> str:
    """What was decided, as words of what happened."""
    return _DONE.get(name, name)


def delay(name: str) -> str:
    """Where a delay case stands, or what a person says of it."""
    return _DELAYS.get(name, name)


def basis(name: str) -> str:
    """How somebody came into the program."""
    return _BASES.get(name, name)


def request(state: str) -> str:
    """Where a request for a lost IP PIN stands."""
    return _REQUESTS.get(state, state)


def event(action: str) -> str:
    """What an audit event says happened, in words: "Decision: flag", "User signed in"."""
    subject, _, what = action.replace("_", " ").partition(".")
    parted = ": " if subject == "decision" else " "
    return f"{subject[:1].upper()}{subject[1:]}{parted}{what}"


def role(name: str) -> str:
    """Who is meant on a form."""
    return _ROLES.get(name, name)


def value(field: str, text: str) -> str:
    """A value as people read it: marks and choices in words, amounts with their separators."""
    if field in CHOICES:
        return _VALUES.get(text, text)
    if field in ("adjusted_gross_income", "refund", "amount_owed") and text.lstrip("-").isdigit():
        return f"${int(text):,}".replace("$-", "−$")
    if field == "phone" and len(text) == 10 and text.isdigit():
        return f"({text[:3]}) {text[3:6]}-{text[6:]}"
    return text
