"""Invents people and the entries on their forms. The numbers are from a range that is never issued (group 00)."""

# ruff: noqa: E501, SIM905

import numpy as np

from desk.forms.definition import FormDefinition

_FIRST = (
    "ADA ALAN ALICIA AMOS ANITA ARTHUR BEATRIZ BEN BRIDGET CALVIN CARMEN CECIL CHLOE CLAUDIA COLIN DARREN DEBORAH DIEGO "
    "DONNA EDGAR ELIZA EMIL ESTHER FAY FELIX FLORENCE FRANK GAIL GERALD GINA GUSTAV HAZEL HECTOR HOLLY IGOR INES ISAAC "
    "IVY JACOB JANICE JASPER JOYCE KAREN KEITH KIRA LAURA LEON LUCAS LYDIA MABEL MARCUS MAUDE MILES NADIA NEIL NINA "
    "OLIVE OMAR OTTO PAMELA PEARL QUENTIN RALPH RENATA ROSA RUFUS SADIE SEAN SILVIA STELLA THEO TINA URSULA VERA VINCENT "
    "WANDA WARREN XAVIER YOLANDA YUSUF ZELDA ZOE"
).split()
_LAST = (
    "ABBOTT ACOSTA ADLER ALDRICH BAKSHI BARLOW BIXBY BLACKWOOD BOWDEN CALLOWAY CARDENAS CHOWDHURY COBB CRANE CUTLER DALY "
    "DELGADO DIAZ DRISCOLL DUNN EASTMAN EKLUND ESPINOZA FAIRBANKS FAULKNER FINCH FUENTES GALLO GARZA GIBBONS GOLDBERG "
    "GUZMAN HAAS HALEY HARGROVE HIGGINS HUYNH IBARRA INGRAM ISHIKAWA JARVIS JOHANSSON KAPLAN KAUFMAN KIRBY KOWALSKI "
    "LACROIX LANGFORD LEVINE LINDQUIST LOZANO MACKEY MALDONADO MCBRIDE MEJIA MOLINA MURRAY NAKAMURA NGUYEN NOLAN OBRIEN "
    "OCHOA OLIVER ORTEGA PAGE PATEL PEREIRA PHELPS QUIGLEY QUINN RASMUSSEN REYES RIGGS ROWE SALAZAR SCHWARTZ SHAW SINGH "
    "STEIN SUTTON TANAKA TATE TORRES TUCKER UPTON URBAN VALDEZ VANCE VOSS WAGNER WEBER WILKES WU YATES YODER YOUNG ZAMORA "
    "ZIEGLER"
).split()
_STREETS = (
    "ASH BAY BEECH CANAL CHERRY COLLEGE DEER EAGLE FRONT GREEN HARBOR HIGH JUNIPER KING LINCOLN MARKET NORTH".split()
)
_STREETS += "OCEAN PROSPECT QUARRY RIDGE SCHOOL THIRD UNION VALLEY WATER WILLOW YORK".split()
_KINDS = "ST AVE RD DR LN CT BLVD WAY PL".split()
_PLACES = (
    ("AUSTIN", "TX", "787"), ("BOISE", "ID", "837"), ("CONCORD", "NH", "033"), ("DAYTON", "OH", "454"), ("EUGENE", "OR", "974"),
    ("FRESNO", "CA", "937"), ("GARY", "IN", "464"), ("HILO", "HI", "967"), ("ITHACA", "NY", "148"), ("JOLIET", "IL", "604"),
    ("KENOSHA", "WI", "531"), ("LAREDO", "TX", "780"), ("MACON", "GA", "312"), ("NEWARK", "NJ", "071"), ("OGDEN", "UT", "844"),
    ("PORTLAND", "ME", "041"), ("QUINCY", "MA", "021"), ("RENO", "NV", "895"), ("SALEM", "OR", "973"), ("TAMPA", "FL", "336"),
    ("UTICA", "NY", "135"), ("VENICE", "FL", "342"), ("WICHITA", "KS", "672"), ("YUMA", "AZ", "853"),
)  # fmt: skip
_STATUSES = {"single": 0.38, "joint": 0.38, "separate": 0.08, "head": 0.12, "survivor": 0.04}
_VOWELS, _CONSONANTS = "AEIOU", "BCDFGHJKLMNPRSTVWZ"


def number(rng: np.random.Generator, digits: int) -> str:
    """Return that many random digits."""
    return "".join(map(str, rng.integers(0, 10, digits)))


def tin(rng: np.random.Generator) -> str:
    """Return nine digits that nobody has: the area is 000, 666 or 9xx, or the group 00, or the serial number 0000."""
    area, group, serial = number(rng, 3), number(rng, 2), number(rng, 4)
    way = int(rng.integers(4))
    return [f"9{area[1:]}00{serial}", f"{area}00{serial}", f"666{group}{serial}", f"{area}{group}0000"][way]


def entries(rng: np.random.Generator, definition: FormDefinition) -> dict[str, str]:
    """Return the entries of a form: field name → value in the desk's spelling; empty fields are missing."""
    known = {field.name: field for field in definition.fields}
    statuses = list(known["filing_status"].options) if "filing_status" in known else []
    made = _of_return(rng, statuses) if definition.kind == "tax_return" else _of_application(rng)
    if "tax_year" in known:
        made["tax_year"] = str(2026 - int(rng.integers(1, 7)))
    return {name: value for name, value in made.items() if name in known and value}


def _of_return(rng: np.random.Generator, statuses: list[str]) -> dict[str, str]:
    shares = np.array([_STATUSES.get(status, 0.04) for status in statuses])
    status = str(rng.choice(statuses, p=shares / shares.sum()))
    made = address(rng) | {"filing_status": status, "adjusted_gross_income": str(int(10 ** rng.uniform(2.5, 5.6)))}
    made |= _person(rng, "primary")
    if status == "joint":
        made |= _person(rng, "spouse") | {
            "spouse_last_name": made["primary_last_name"] if rng.random() < 0.8 else last(rng)
        }
    elif status == "separate":
        made["spouse_ssn"] = tin(rng)
    made["refund" if rng.random() < 0.7 else "amount_owed"] = str(int(10 ** rng.uniform(0.5, 4)))
    made["signature_date"] = _date(rng)
    made["city_state_zip"] = "{city} {state} {zip}".format(**made)
    if rng.random() < 0.5:
        made["apartment"] = f"{rng.integers(1, 40)}{rng.choice(list('ABCD'))}" if rng.random() < 0.5 else number(rng, 3)
    return made


def _person(rng: np.random.Generator, role: str) -> dict[str, str]:
    first = str(rng.choice(_FIRST)) + (f" {chr(65 + rng.integers(26))}" if rng.random() < 0.6 else "")
    return {
        f"{role}_first_name": first,
        f"{role}_last_name": last(rng),
        f"{role}_ssn": tin(rng),
        f"{role}_ip_pin": number(rng, 6) if rng.random() < 0.75 else "",
        f"{role}_signature": "yes" if rng.random() < 0.93 else "",
    }


def _area_code(place: int) -> int:
    """The place-th number (from 0) that can be an area code: 200 to 989, no 9 in the middle."""
    return 200 + place // 90 * 100 + place % 90


def _of_application(rng: np.random.Generator) -> dict[str, str]:
    return address(rng) | {
        "last_name": last(rng),
        "first_name": str(rng.choice(_FIRST)),
        "middle_name": str(rng.choice(_FIRST)) if rng.random() < 0.5 else "",
        "tin": tin(rng),
        "phone": f"{_area_code(int(rng.integers(720)))}555{number(rng, 4)}",
        "language": str(rng.choice(["en", "es"], p=[0.7, 0.3])),
        "dependent": "yes" if rng.random() < 0.2 else "no",
        "signature": "yes" if rng.random() < 0.93 else "",
        "signature_date": _date(rng),
    }


def address(rng: np.random.Generator) -> dict[str, str]:
    """Return street, city, state and ZIP code that belong together."""
    city, state, zone = _PLACES[rng.integers(len(_PLACES))]
    street = f"{int(10 ** rng.uniform(0.5, 4.3))} {rng.choice(_STREETS)} {rng.choice(_KINDS)}"
    return {"street": street, "city": city, "state": state, "zip": zone + number(rng, 2)}


def given(rng: np.random.Generator) -> str:
    """Return a first name."""
    return str(rng.choice(_FIRST))


def last(rng: np.random.Generator) -> str:
    """Return a last name: three in four from the list (one in ten of those double), the others in no list."""
    if rng.random() < 0.25:
        return "".join(str(rng.choice(list(_VOWELS if i % 2 else _CONSONANTS))) for i in range(int(rng.integers(4, 9))))
    name = str(rng.choice(_LAST))
    return f"{name}-{rng.choice(_LAST)}" if rng.random() < 0.08 else name


def _date(rng: np.random.Generator) -> str:
    return f"2026-{rng.integers(1, 5):02d}-{rng.integers(1, 29):02d}"


def words(rng: np.random.Generator, count: int) -> list[str]:
    """Return `count` words without meaning."""
    return [str(rng.choice(_LAST if rng.random() < 0.3 else _STREETS)).lower() for _ in range(count)]
