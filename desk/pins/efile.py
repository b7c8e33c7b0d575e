"""Checks an electronic return: the same comparison as on paper, answered with a code (domain.md 4.3).

It is only a function. Six digits can be guessed, so the numbers compared count together with those on paper, and the
count is committed before the answer is given (desk/pins/guesses.py).
"""

from datetime import date

from desk.matching import candidates
from desk.office import policy
from desk.office.opening import Office
from desk.pins import guesses, ledger
from desk.pins.guesses import Asker
from desk.program import efile as rules
from desk.program import pin as pin_rules
from desk.program.words import Role


def check(
    office: Office,
    tin: str,
    number: str | None,
    role: Role,
    filed: date,
    form: str = "1040",
    actor: str = "e-file",
) -> str:
    """Return 'match', the reject code for one person on an electronic return filed that day, or 'withheld'.

    tin: nine digits without hyphens; number: the IP PIN as filed, None or '' if absent; form: 1040, 2441, or EIC,
    whichever names the dependent. A person who is not on record needs none. 'withheld': too many different numbers were
    compared for this person and year; the return waits until a supervisor has looked.
    """
    settings = policy.load(office.settings)
    with office.database.transaction() as session:
        person = candidates.by_tin(session, tin)
        if person is None or not ledger.required(session, person.id, filed.year, settings):
            return rules.MATCH
        comparison = None
        if pin_rules.wellformed(number):
            digits = pin_rules.strip(number)
            admit = guesses.counting(session, digits, Asker(actor))
            comparison = ledger.compare(session, person, None, filed.year, digits, admit=admit)
        return rules.answer(role, True, number, comparison, form, settings)
