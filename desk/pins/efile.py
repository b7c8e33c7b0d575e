"""The check of an electronic return: the same comparison as on paper, answered with a code (domain.md 4.3).

Only a function. Six digits can be guessed, so nothing may call it over a network until something
counts and limits the attempts per taxpayer and year.
"""

from datetime import date

from sqlalchemy.orm import Session

from desk.matching import candidates
from desk.pins import ledger
from desk.program import efile as rules
from desk.program import pin as pin_rules
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Role


def check(
    session: Session,
    tin: str,
    number: str | None,
    role: Role,
    filed: date,
    form: str = "1040",
    settings: ProgramSettings = DEFAULTS,
) -> str:
    """'match', or the reject code for one person on an electronic return filed that day.

    tin: nine bare digits; number: the IP PIN as filed, None or '' when absent; form: 1040, 2441 or
    EIC, where a dependent's stands. Who is not on record needs none.
    """
    person = candidates.by_tin(session, tin)
    if person is None or not ledger.required(session, person.id, filed.year, settings):
        return rules.MATCH
    comparison = None
    if pin_rules.wellformed(number):
        comparison = ledger.compare(session, person, None, filed.year, pin_rules.strip(number))
    return rules.answer(role, True, number, comparison, form, settings)
