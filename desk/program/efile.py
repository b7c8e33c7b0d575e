"""The reject codes of an electronic return for the same comparison as on paper (domain 4.3)."""

from datetime import date

from desk.program import pin, rules
from desk.program.returns import Comparison
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Role

MATCH = "match"
WITHHELD = "withheld"
"""No code: too many different numbers were compared; the return is held until a supervisor of the desk has looked."""
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
    """'match', the reject code for one person on an electronic return, or 'withheld'.

    entered: the number as filed, None or '' if absent; comparison: with the record of the
    calendar year of the filing date, made by the caller. form: 1040, 2441 or EIC (dependents).
    Raises ValueError if a well-formed entry has no comparison.
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
    """Whether a duplicate dependent no longer rejects, given the primary's `answer`."""
    rule = rules.find("efile_duplicate_dependent", filed)
    return rule is not None and tax_year >= rule.values["from_tax_year"] and primary == MATCH


def _code(role: Role, form: str, codes: dict[Role, str], suffix: str) -> str:
    if role is Role.DEPENDENT:
        return f"{_DEPENDENT[form]}-{suffix}"
    return codes[role]
