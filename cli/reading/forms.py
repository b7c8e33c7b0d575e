"""`ippin forms`: the form definitions of this desk, both shipped and its own."""

from pathlib import Path

import click

from cli.reading import forms_own
from desk import forms
from desk.forms import library, preview, record
from desk.system import config


@click.group("forms")
def group() -> None:
    """Form definitions: list, show, draw, and make them from blank PDFs.

    \b
    Example: ippin forms list
    """


for command in (forms_own.add, forms_own.remove, forms_own.test_page, forms_own.try_):
    group.add_command(command)


@group.command("list")
def list_() -> None:
    """Lists every form and revision that this desk can read, and whether it ships with the desk or is your own.

    \b
    Example: ippin forms list
    """
    for item in forms.all(_home()):
        marks = f"{item.kind}, {len(item.pages)} pages, {len(item.fields)} fields"
        drawn = ", facsimile" if item.facsimile else ""
        origin = library.origin(item.form, item.revision, _home())
        click.echo(f"{item.form:10} {item.revision:10} {origin:8} {marks}{drawn}  {item.title}")


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


def _home() -> Path:
    return config.load().root
