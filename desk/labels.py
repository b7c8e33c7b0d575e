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
