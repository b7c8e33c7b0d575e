"""The reject codes that an electronic return would get for the same comparison (domain 4.3)."""

from datetime import date

from desk.program import pin, rules
from desk.program.returns import Comparison
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Role

MATCH = "match"
WITHHELD = "withheld"
"""In place of a code: too many different PINs were compared, so the return is held until a supervisor looks at it."""
_MISMATCH = {Role.PRIMARY: "IND-180-01", Role.SPOUSE: "IND-182-01"}
_MISSING = {Role.PRIMARY: "IND-181-01", Role.SPOUSE: "IND-183-01"}
_DEPENDENT = {"1040": "IND", "2441": "F2441", "EIC": "SEIC"}
_LACKING = "996"


def answer(
    role: Role,
    required: bool,
    entered: str | None,
    comparison: Comparison | None = None,
    form: str = "1040",
    settings: ProgramSettings = DEFAULTS,
) -> str:
    """Return 'match', the reject code for one person on an electronic return, or 'withheld'.

    entered: the PIN as filed, None or '' if absent; comparison: the caller's comparison with the record of the calendar
    year in which the return was filed. form: 1040, 2441 or EIC (dependents). Raises ValueError if a well-formed entry
    has no comparison.
    """
    if not required:
        return MATCH
    if not pin.wellformed(entered):
        return _code(role, form, _MISSING, _LACKING)
    if comparison is None:
        raise ValueError("a wellformed entry needs its comparison with the record")
    if comparison is Comparison.WITHHELD:
        return WITHHELD
    if comparison is Comparison.EQUAL:
        return MATCH
    return _code(role, form, _MISMATCH, settings.dependent_mismatch_suffix)


def duplicate_dependent_accepted(filed: date, tax_year: int, primary: str) -> bool:
    """Return whether a duplicate dependent no longer rejects the return, given the primary's `answer`."""
    rule = rules.find("efile_duplicate_dependent", filed)
    return rule is not None and tax_year >= rule.values["from_tax_year"] and primary == MATCH


def _code(role: Role, form: str, codes: dict[Role, str], suffix: str) -> str:
    if role is Role.DEPENDENT:
        return f"{_DEPENDENT[form]}-{suffix}"
    return codes[role]
