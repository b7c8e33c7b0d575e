"""The sample cases as data: the taxpayers on record, the content of each file, and the expected result."""

from dataclasses import dataclass, field

TODAY, LAST_YEAR = "2026-03-02", "2025-12-29"


@dataclass(frozen=True)
class Someone:
    """A taxpayer on record; ``pins`` are (calendar year, number, status)."""

    tin: str
    first: str
    initial: str
    last: str
    street: str
    enrollment: str = ""
    pins: tuple[tuple[int, str, str], ...] = ()
    income: int = 41_250
    status: str = "single"
    city: str = "SPRINGFIELD"
    state: str = "IL"
    zip: str = "62701"


def _holder(
    tin: str,
    first: str,
    initial: str,
    last: str,
    street: str,
    number: str,
    *more: tuple[int, str, str],
    status: str = "single",
) -> Someone:
    """A taxpayer with a current PIN for this year."""
    pins = ((2026, number, "current"), *more)
    return Someone(tin, first, initial, last, street, "victim", pins, status=status)


PEOPLE = {
    one.first: one
    for one in (
        _holder("400001101", "ANNA", "B", "KELLER", "12 OAK ST", "482913"),
        _holder("400001102", "MARCO", "", "DUARTE", "480 RIVER RD", "735260"),
        _holder("400001103", "LENA", "K", "OSEI", "9 ELM AVE", "290847"),
        _holder("400001104", "PETER", "", "NOVAK", "77 HILL ST", "618352"),
        _holder("400001105", "RUTH", "M", "ALVAREZ", "301 LAKE DR", "904157", (2025, "337816", "current")),
        _holder("400001106", "SAMUEL", "", "WHITFIELD", "58 CEDAR LN", "150982", status="joint"),
        _holder("400001107", "GRACE", "T", "WHITFIELD", "58 CEDAR LN", "846205", status="joint"),
        _holder("400001108", "IRENE", "", "CASTELL", "6 PARK PL", "573094", (2026, "428610", "replaced")),
        Someone("400001109", "TOM", "J", "BECKER", "215 MAIN ST"),
        Someone("400001110", "JULIA", "", "MARSH", "40 GROVE CT"),
        Someone("400001111", "VICTOR", "", "LINDGREN", "19 SPRING ST", "victim"),
        _holder("400001112", "DAVID", "", "OKAFOR", "833 MAPLE AVE", "061935", status="joint"),
        _holder("400001113", "ELLEN", "R", "OKAFOR", "833 MAPLE AVE", "729418", status="joint"),
        _holder("400001114", "NORA", "", "PETERSEN", "5 ORCHARD RD", "384067", status="separate"),
        _holder("400001115", "HUGO", "", "RAMIREZ", "1120 PINE ST", "915724"),
        Someone("400001116", "CARLA", "", "BENNETT", "64 WALNUT ST"),
        Someone("400001117", "GEORGE", "", "HALVERSON", "2 SUMMIT DR", income=131_000),
        Someone("400001118", "MIRIAM", "", "COHEN", "930 BIRCH AVE"),
        Someone("400001119", "OSCAR", "", "FIELDS", "17 CHURCH ST", "online"),
        Someone("400001120", "LUCIA", "", "MENDOZA", "451 SUNSET BLVD"),
        Someone("400001121", "WALTER", "", "HAYES", "88 BRIDGE ST"),
        _holder("400001122", "SOPHIE", "", "LAURENT", "3 MILL RD", "207593"),
        _holder("400001123", "PAUL", "", "JANSEN", "72 FOREST AVE", "640281"),
        Someone("400001124", "HELEN", "", "BROOKS", "15 GARDEN ST"),
    )
}


@dataclass(frozen=True)
class Paper:
    """One form in a file: whose it is, its entries, and the expected result.

    ``pen`` is typed or hand; ``entries`` add to or replace the values from the record; ``outcomes`` are the expected
    ones by role.
    """

    form: str
    revision: str
    people: tuple[str, ...]
    recommendation: str
    pen: str = "typed"
    entries: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """One file: its name, what it demonstrates, how it is made, and its forms (none: not one of ours).

    ``salt`` gives the same form another hand and another scan.
    """

    name: str
    title: str
    papers: tuple[Paper, ...] = ()
    make: str = "fax"
    received: str = TODAY
    twist: str = ""
    salt: int = 0


def _return(year: str, who: str, outcome: str, recommendation: str, pen: str = "typed", **entries: str) -> Paper:
    """A return of one signer."""
    return Paper("f1040", year, (who,), recommendation, pen, entries, {"primary": outcome})


def _application(revision: str, who: str, recommendation: str, pen: str = "typed", **entries: str) -> Paper:
    return Paper("f15227", revision, (who,), recommendation, pen, entries)


def _joint(
    year: str, primary: str, spouse: str, outcome: str, recommendation: str, pen: str = "typed", **entries: str
) -> Paper:
    outcomes = {"primary": outcome, "spouse": outcome}
    return Paper("f1040", year, (primary, spouse), recommendation, pen, {"filing_status": "joint"} | entries, outcomes)


FILES = (
    File(
        "01-match.pdf",
        "the right PIN, typed",
        (_return("2025", "ANNA", "match", "release", primary_ip_pin="482913"),),
        "jpeg",
    ),
    File(
        "02-missing.tif", "no PIN where one is required", (_return("2025", "MARCO", "missing", "flag", "hand"),), salt=2
    ),
    File(
        "03-mismatch.tif",
        "a number that is not the PIN",
        (_return("2025", "LENA", "mismatch", "key", primary_ip_pin="290841"),),
    ),
    File(
        "04-five-digits.tif",
        "five digits only",
        (_return("2024", "PETER", "malformed", "key", primary_ip_pin="61835"),),
    ),
    File(
        "05-last-year.tif", "last year's PIN", (_return("2025", "RUTH", "stale_year", "key", primary_ip_pin="337816"),)
    ),
    File(
        "06-swapped.tif",
        "spouses with each other's PIN",
        (_joint("2025", "SAMUEL", "GRACE", "swapped", "key", primary_ip_pin="846205", spouse_ip_pin="150982"),),
    ),
    File(
        "07-superseded.tif",
        "a PIN that was replaced",
        (_return("2023", "IRENE", "superseded", "key", primary_ip_pin="428610"),),
    ),
    File(
        "08-not-required.tif",
        "no PIN required, none entered",
        (_return("2025", "TOM", "not_required", "release"),),
        twist="upside_down",
    ),
    File(
        "09-unexpected.tif",
        "a PIN where none is required",
        (_return("2022", "JULIA", "unexpected", "review", primary_ip_pin="515263"),),
    ),
    File(
        "10-never-issued.tif",
        "required, but never issued",
        (_return("2025", "VICTOR", "no_pin_issued", "review", primary_ip_pin=""),),
    ),
    File(
        "11-unknown.tif",
        "nobody of this number on record",
        (Paper("f1040", "2025", ("STRANGER",), "review", "typed", {}, {"primary": "unmatched"}),),
    ),
    File(
        "12-joint-by-hand.tif",
        "a joint return by hand, both PINs right",
        (
            _joint(
                "2025", "DAVID", "ELLEN", "match", "release", "hand", primary_ip_pin="061935", spouse_ip_pin="729418"
            ),
        ),
        salt=14,
    ),
    File(
        "13-separate.tif",
        "a separate return that names the spouse",
        (
            _return(
                "2021",
                "NORA",
                "match",
                "release",
                filing_status="separate",
                spouse_ssn="400001999",
                primary_ip_pin="384067",
            ),
        ),
    ),
    File(
        "14-smudged.tif",
        "a PIN that cannot be made out",
        (_return("2025", "HUGO", "recheck", "key", primary_ip_pin="915724"),),
        twist="smudge",
    ),
    File(
        "15-two-returns.tif",
        "two returns in one file",
        (
            _return("2025", "WALTER", "not_required", "release"),
            _return("2025", "SOPHIE", "match", "release", primary_ip_pin="207593"),
        ),
    ),
    File(
        "16-sideways.pdf",
        "pages put in sideways",
        (_return("2020", "PAUL", "match", "release", primary_ip_pin="640281"),),
        "jpeg",
        twist="sideways",
    ),
    File(
        "20-application.pdf",
        "an application to approve",
        (_application("2025-01", "CARLA", "call"),),
        "jpeg",
        LAST_YEAR,
    ),
    File(
        "21-over-the-limit.tif",
        "an income over the limit",
        (_application("2025-01", "GEORGE", "reject"),),
        received=LAST_YEAR,
        salt=1,
    ),
    File(
        "22-unsigned.tif",
        "an application without signature",
        (_application("2025-01", "MIRIAM", "write", signature="", signature_date=""),),
        received=LAST_YEAR,
    ),
    File(
        "23-has-a-pin.tif",
        "somebody who already has a PIN",
        (_application("2025-01", "OSCAR", "reject"),),
        received=LAST_YEAR,
    ),
    File(
        "24-by-hand.tif",
        "an application by hand, in Spanish",
        (_application("2021-01", "LUCIA", "call", "hand", language="es"),),
        received=LAST_YEAR,
    ),
    File(
        "25-born-digital.pdf",
        "an application filled on screen",
        (_application("2025-01", "HELEN", "call"),),
        "digital",
        LAST_YEAR,
    ),
    File("30-not-ours.png", "a letter, not one of our forms", make="letter"),
    File("31-blank.tif", "a blank page", make="blank"),
    File("32-unreadable.pdf", "a scan that broke off", make="broken"),
)
STRANGER = Someone("400009876", "IVAN", "", "STRAND", "1 NOWHERE RD")
