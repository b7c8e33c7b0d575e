"""`ippin rules` and `ippin thresholds`: list and change the settings that the office decides."""

from collections.abc import Callable
from typing import Any

import click
from rich.table import Table

from cli.office import acting
from cli.terminal import opened, tables
from desk.office import deciding
from desk.screens import rules as rules_shown

_BY = "The account of the supervisor who sets it."


def _of_a_setting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the name of a setting, its value or ``--default``, and the options of whoever sets it."""
    unset = click.option("--default", "unset", is_flag=True, help="Give the default back instead of a value.")
    told = unset(acting.by(_BY)(command))
    return click.argument("setting")(click.argument("value", required=False)(told))


@click.group(name="rules", invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """What the office decides where nobody has published a rule, and the rules in force today.

    \b
    Examples:
      ippin rules
      ippin rules set income_limits.2026 "[86000, 172000]" --by sue
      ippin rules set adopted.recipients.2022 recipients-2021 --by sue
    """
    if context.invoked_subcommand:
        return
    settings = opened.office().settings
    _show("What the office decides", ("Setting", "Value", "Set by"), [
        (name, told, "the office" if own else "default") for name, told, own in rules_shown.choices(settings)
    ])  # fmt: skip
    _show("Rules in force today", ("Rule", "Since", "Source", "What it says"), [
        (one.id, one.starts.isoformat(), f"{one.section} [{one.evidence}]", one.text)
        for one in rules_shown.in_force(settings)
    ])  # fmt: skip


@rules.command("set")
@_of_a_setting
def set_rule(setting: str, value: str | None, unset: bool, name: str, password_fd: int | None) -> None:
    """Set one setting; one of a year is written NAME.YEAR. The change holds at once and is recorded.

    \b
    Example:
      ippin rules set call_attempts 4 --by sue
    """
    _demand_value(value, unset)
    desk = opened.office()
    deciding.set_rule(desk, setting, value, acting.account(desk, name, password_fd, "supervise"))
    click.echo(f"{setting} is {'the default again' if unset else value}.")


@click.group(name="thresholds", invoke_without_command=True)
@click.pass_context
def thresholds(context: click.Context) -> None:
    """Thresholds: when the desk believes a reading, how much is looked at again, how long a session lasts.

    \b
    Examples:
      ippin thresholds
      ippin thresholds set sample_readings 0.02 --by sue
    """
    if context.invoked_subcommand:
        return
    found = rules_shown.thresholds(opened.office().settings)
    _show("Thresholds", ("Threshold", "Value", "What it means"), [
        (variable.removeprefix("IPPIN_").lower(), str(value), text) for text, variable, value in found
    ])  # fmt: skip


@thresholds.command("set")
@_of_a_setting
def set_threshold(setting: str, value: str | None, unset: bool, name: str, password_fd: int | None) -> None:
    """Set one threshold. It holds for every part of the desk that starts from then on, and is recorded.

    \b
    Example:
      ippin thresholds set idle_minutes 10 --by sue
    """
    _demand_value(value, unset)
    desk = opened.office()
    deciding.set_threshold(desk, setting, value, acting.account(desk, name, password_fd, "supervise"))
    click.echo(f"{setting} is {'the default again' if unset else value}. Start the desk again: it holds from then on.")


def _demand_value(value: str | None, unset: bool) -> None:
    if (value is None) != unset:
        raise click.UsageError("give a value, or --default")


def _show(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(*headings, title=title)
    for row in rows:
        table.add_row(*row)
    tables.show(table)
