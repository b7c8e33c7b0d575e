"""`ippin forms add`, `remove`, `test-page`, and `try`: an office's own forms, tested before the desk uses them."""

import tempfile
from pathlib import Path
from typing import TypedDict, Unpack

import click

from desk import errors, forms
from desk.forms import acroform, covers, library, mapping, press, preview, proposal, testing, widgets
from desk.forms.definition import FormDefinition
from desk.forms.mapping import FormMap
from desk.program.words import FormKind
from desk.system import config
from intake import pipeline, trial
from intake.prints import shelf

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


class _Asked(TypedDict):
    """The options of `add` by name."""

    pdf: Path
    form: str
    revision: str
    kind: str
    tax_year: int | None
    map_file: Path | None
    save_map: Path | None
    accept: tuple[str, ...]
    without: tuple[str, ...]
    replace: bool
    picture: Path | None
    test_page: Path | None


@click.command()
@click.argument("pdf", type=_FILE)
@click.option("--form", required=True, help="The form's short name, as f1040.")
@click.option("--revision", required=True, help="Its revision: the tax year, or year-month.")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in FormKind]))
@click.option("--tax-year", type=int, help="Needed for a tax return on which the filer does not write it.")
@click.option("--map", "map_file", type=_FILE, help="Fields as TOML.")
@click.option("--save-map", type=_NEW, help="Write the guessed fields there, to correct them and give them as --map.")
@click.option("--accept", multiple=True, metavar="FIELD", help="A doubtful guess that you have looked at and is right.")
@click.option("--without", multiple=True, metavar="FIELD", help="A field that the form does not have.")
@click.option("--replace", is_flag=True, help="Use this instead of the definition on file of the same name.")
@click.option("--picture", type=_NEW, help="Write a PDF of the pages with the fields and the other widgets drawn in.")
@click.option("--test-page", type=_NEW, help="Write the form filled in as a PDF: print it, scan it, `ippin forms try`.")
def add(**asked: Unpack[_Asked]) -> None:
    """Make a definition from a blank fillable PDF, try it, and keep it under this desk's home.

    Without --map the fields are guessed from their captions. Before it is added, the blank is laid on itself and read
    with known values in it. A form with a needed field missing, a doubtful guess, or a name that is on file is refused
    until you say otherwise.

    \b
    Example: ippin forms add f15227.pdf --form f15227 --revision 2025-01 --kind pin_application --test-page test.pdf
    """
    _add(asked)


@click.command()
@click.argument("form")
@click.argument("revision")
def remove(form: str, revision: str) -> None:
    """Take a form of your own off file; a shipped one of the same name counts again, and shipped ones stay.

    \b
    Example: ippin forms remove f15227 2025-01
    """
    if library.origin(form, revision, _home()) == "shipped":
        raise errors.InvalidInput(f"{form} {revision} ships with the desk and stays")
    library.remove(form, revision, _home())
    again = "; the shipped one counts again" if library.origin(form, revision, _home()) else ""
    click.echo(f"removed {form} {revision}{again}. Restart a running desk.")


@click.command("test-page")
@click.argument("form")
@click.argument("revision")
@click.option("-o", "--output", required=True, type=_NEW)
@click.option("--blank", type=_FILE, help="The blank PDF of a shipped form; those of your own are kept.")
def test_page(form: str, revision: str, output: Path, blank: Path | None) -> None:
    """Write a form with known values in it: print it, scan it, and let `ippin forms try` read the scan.

    \b
    Example: ippin forms test-page f15227 2025-01 -o test.pdf
    """
    path = blank or library.blank(form, revision, _home())
    definition = forms.load(form, revision, _home())
    if not path.is_file():
        raise errors.InvalidInput(f"no blank PDF of {form} {revision} is kept here; give it with --blank")
    _write_test_page(definition, covers.without(path.read_bytes())[0], output)


@click.command("try")
@click.argument("form")
@click.argument("revision")
@click.argument("scan", type=_FILE)
def try_(form: str, revision: str, scan: Path) -> None:
    """Read the scan of a test page and say field by field whether it was read right; exit code 1 if any was not.

    \b
    Example: ippin forms try f15227 2025-01 scan.pdf
    """
    definition = forms.load(form, revision, _home())
    forms.use(_home())
    documents = pipeline.read(scan.read_bytes()).documents
    mine = [one for one in documents if (one.form, one.revision) == (form, revision)]
    if not mine:
        raise errors.FormRefused(f"no page of this scan was recognized as {form} {revision}: scan the test page again")
    read = {name: one for document in mine for name, one in document.fields.items()}
    wrong = testing.wrong(definition, {name: one.value for name, one in read.items()})
    for field in definition.fields:
        one = read.get(field.name)
        state = one.state if one else "page not found"
        said = f"WRONG: {wrong[field.name]} stands there" if field.name in wrong else "right"
        click.echo(f"  {field.name:24} {state:14} {said}")
    click.echo(f"{len(definition.fields) - len(wrong)} of {len(definition.fields)} fields are right")
    if wrong:
        raise SystemExit(1)


def _add(asked: _Asked) -> None:
    form, revision = asked["form"], asked["revision"]
    _demand_free(form, revision, asked["replace"])
    blank, left_out = covers.without(asked["pdf"].read_bytes())
    if left_out:
        click.echo(f"Left out {left_out} sheet(s) before the form: nothing is to be filled in there.")
    form_map, doubts = _map(blank, asked)
    definition = acroform.define(blank, form_map, form, revision, FormKind(asked["kind"]), asked["tax_year"])
    prints = press.prints(blank)
    if asked["picture"]:
        asked["picture"].write_bytes(preview.sheets(definition, prints, widgets.widgets(blank)))
        click.echo(f"wrote {asked['picture']}")
    doubts = {name: why for name, why in doubts.items() if name not in asked["accept"]}
    _demand_settled(definition, doubts, asked["without"])
    _demand_readable(definition, prints, blank)
    path = library.save(definition, prints, _home() / "forms")
    path.with_suffix(".toml").write_text(mapping.text(form_map), encoding="utf-8")
    library.blank(form, revision, _home()).write_bytes(blank)
    click.echo(f"added {form} {revision}: {len(definition.fields)} fields; map kept as {path.with_suffix('.toml')}")
    if asked["test_page"]:
        _write_test_page(definition, blank, asked["test_page"])
    click.echo(f"Look at it before use: ippin forms preview {form} {revision}. Restart a running desk to use it.")


def _demand_free(form: str, revision: str, replace: bool) -> None:
    """Refuse to replace a definition on file without ``replace``; one that the project drew itself always gives way."""
    origin = library.origin(form, revision, _home())
    drawn = origin == "shipped" and forms.load(form, revision, _home()).facsimile
    if origin and not (replace or drawn):
        raise errors.FormRefused(f"{form} {revision} is on file already ({origin}): say --replace to use this instead")


def _map(blank: bytes, asked: _Asked) -> tuple[FormMap, dict[str, str]]:
    """The fields, given or guessed, and the reasons why some guesses are doubtful; prints the guesses."""
    if asked["map_file"]:
        return mapping.load(asked["map_file"]), {}
    guessed = proposal.propose(blank, acroform.pages(blank), FormKind(asked["kind"]))
    pages = {widget.name: widget.page for widget in widgets.widgets(blank)}
    click.echo("No map given. Guessed from captions:")
    for name, why in guessed.guesses.items():
        one = guessed.form_map.fields[name]
        places = [place for place in (one.widget, *(option.widget for option in one.options.values())) if place]
        where = ", ".join(place.rpartition(".")[2] for place in places) or "a place without a widget"
        page = one.page or pages[places[0]]
        doubt = f"  DOUBTFUL: {guessed.doubts[name]}" if name in guessed.doubts else ""
        click.echo(f"  {name:24} page {page}  {where}: {why}{doubt}")
    for name in guessed.missing:
        click.echo(f"  {name:24} NOT FOUND: add it to the map if the form has it")
    if asked["save_map"]:
        asked["save_map"].write_text(mapping.text(guessed.form_map), encoding="utf-8")
        click.echo(f"wrote {asked['save_map']}")
    if not guessed.form_map.fields:
        raise errors.InvalidInput("no field could be guessed from this PDF; write a map and give it with --map")
    return guessed.form_map, guessed.doubts


def _demand_settled(definition: FormDefinition, doubts: dict[str, str], without: tuple[str, ...]) -> None:
    """Refuse a form that lacks a needed field or has a doubtful guess, unless a person confirmed that it is right."""
    known = {field.name for field in definition.fields}
    needed = [name for name in testing.needed(definition) if name not in known and name not in without]
    told = [f"{name} was not found: put it into the map, or say --without {name}" for name in needed]
    told += [f"{name} is doubtful ({why}): correct the map, or say --accept {name}" for name, why in doubts.items()]
    if told:
        advice = "Write the guess with --save-map FILE and look at it with --picture FILE."
        raise errors.FormRefused("\n  ".join(["the form was not added.", *told, advice]))


def _demand_readable(definition: FormDefinition, prints: list[bytes], blank: bytes) -> None:
    """Refuse a blank that does not align with itself, looks like another form on file, or whose test values misread."""
    with tempfile.TemporaryDirectory(prefix="ippin-form-") as folder:
        library.save(definition, prints, Path(folder) / "forms")
        tried = forms.load(definition.form, definition.revision, folder)
        others = shelf.prepare(forms.all(_home()))
        laid = trial.lay(blank, tried, others)
        astray = [f"page {number}{f' ({taken})' if taken else ''}" for number, taken in laid.astray.items()]
        if astray:
            like = trial.alike(blank, others)
            why = f" Its print is that of {like}, which is on file." if like else ""
            raise errors.FormRefused(f"the blank does not lie on itself: {', '.join(astray)}.{why}")
        read = trial.lay(testing.page(tried, blank), tried, others).fields
    wrong = testing.wrong(tried, {name: one.value for name, one in read.items()})
    click.echo(f"Tried with known values: {len(tried.fields) - len(wrong)} of {len(tried.fields)} fields read right.")
    for name, value in wrong.items():
        click.echo(f"  {name:24} not read as {value}, which was filled in: look at its place")
    if lost := [name for name in testing.needed(tried) if name in wrong]:
        raise errors.FormRefused(f"the form was not added: {', '.join(lost)} cannot be read where the map says")


def _write_test_page(definition: FormDefinition, blank: bytes, output: Path) -> None:
    output.write_bytes(testing.page(definition, blank))
    click.echo(
        f"wrote {output}: print it, scan it, and run ippin forms try {definition.form} {definition.revision} SCAN"
    )


def _home() -> Path:
    return config.load().root
