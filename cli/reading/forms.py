"""`ippin forms`: the form definitions of this desk, shipped and its own."""

from pathlib import Path
from typing import get_args

import click

from desk import errors, forms
from desk.forms import acroform, library, mapping, press, preview, proposal, record
from desk.forms.definition import Kind
from desk.system import config


@click.group("forms")
def group() -> None:
    """Form definitions: list, show, draw, and make them from blank PDFs.

    \b
    Example: ippin forms list
    """


@group.command("list")
def list_() -> None:
    """Lists every form and revision that this desk can read.

    \b
    Example: ippin forms list
    """
    for item in forms.all(_home()):
        marks = f"{item.kind}, {len(item.pages)} pages, {len(item.fields)} fields"
        click.echo(f"{item.form:10} {item.revision:10} {marks}{', facsimile' if item.facsimile else ''}  {item.title}")


@group.command()
@click.argument("form")
@click.argument("revision")
@click.option("--json", "as_json", is_flag=True, help="The whole definition as it lies on disk.")
def show(form: str, revision: str, as_json: bool) -> None:
    """Shows one definition: its fields with type, page and box in points from the top left.

    \b
    Example: ippin forms show f1040 2023 --json
    """
    definition = forms.load(form, revision, _home())
    if as_json:
        click.echo(record.write(definition), nl=False)
        return
    click.echo(f"{definition.form} {definition.revision}: {definition.title} ({definition.kind})")
    for field in definition.fields:
        box = " ".join(f"{edge:.1f}" for edge in field.box)
        click.echo(f"  {field.name:24} {field.type:10} page {field.page}  {box}  {', '.join(field.options)}".rstrip())


@group.command()
@click.argument("form")
@click.argument("revision")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def blank(form: str, revision: str, output: Path) -> None:
    """Draws a facsimile of the form as a PDF: for practice and tests, not for filing.

    \b
    Example: ippin forms blank f15227 2025-01 -o f15227.pdf
    """
    output.write_bytes(forms.facsimile(forms.load(form, revision, _home())))
    click.echo(f"wrote {output}")


@group.command("preview")
@click.argument("form")
@click.argument("revision")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default=True,
    help="The folder for the pictures.",
)
def preview_(form: str, revision: str, output: Path) -> None:
    """Draws each page with its zones marked, as PNG, to check a definition by eye.

    \b
    Example: ippin forms preview f1040 2023 -o /tmp
    """
    definition = forms.load(form, revision, _home())
    output.mkdir(parents=True, exist_ok=True)
    for page in definition.pages:
        path = output / f"{form}-{revision}-{page.number}.png"
        path.write_bytes(preview.preview(definition, page.number))
        click.echo(f"wrote {path}")


@group.command()
@click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--form", required=True, help="The form's short name, as f1040.")
@click.option("--revision", required=True, help="Its revision: the tax year, or year-month.")
@click.option("--kind", required=True, type=click.Choice(get_args(Kind)))
@click.option("--tax-year", type=int, help="Needed for a tax return.")
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Fields as TOML.")
def add(pdf: Path, form: str, revision: str, kind: str, tax_year: int | None, map_file: Path | None) -> None:
    """Makes a definition from a blank fillable PDF and keeps it under this desk's home.

    Without --map the fields are guessed from their captions; the guess is said, and kept as a map to correct.

    \b
    Example: ippin forms add f1040.pdf --form f1040 --revision 2026 --kind tax_return --tax-year 2026
    """
    blank_pdf = pdf.read_bytes()
    form_map = mapping.load(map_file) if map_file else _guess(blank_pdf, kind)
    definition = acroform.define(blank_pdf, form_map, form, revision, kind, tax_year)
    path = library.save(definition, press.prints(blank_pdf), _home() / "forms")
    path.with_suffix(".toml").write_text(mapping.text(form_map), encoding="utf-8")
    click.echo(f"added {form} {revision}: {len(definition.fields)} fields; map kept as {path.with_suffix('.toml')}")
    click.echo(
        f"Look at it before use: ippin forms preview {form} {revision}. A running desk knows it once started again."
    )


def _guess(blank_pdf: bytes, kind: str) -> mapping.FormMap:
    guessed = proposal.propose(blank_pdf, acroform.pages(blank_pdf), kind)
    click.echo("No map given. Guessed from captions:")
    for name, why in guessed.guesses.items():
        click.echo(f"  {name:24} {why}")
    for name in guessed.missing:
        click.echo(f"  {name:24} NOT FOUND: add it to the map")
    if not guessed.form_map.fields:
        raise errors.InvalidInput("no field could be guessed from this PDF; write a map and give it with --map")
    return guessed.form_map


def _home() -> Path:
    return config.load().root
