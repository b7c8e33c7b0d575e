"""`ippin worker`, `ippin clock`, `ippin desk`: start the processes of a desk."""

import click

from cli.running import web_address
from cli.terminal import opened
from desk import errors, forms
from intake.opening.walls import standing
from review_ui.web import address
from workers import burst, clock, embedded, processes, reader

_COUNT = click.IntRange(1, 256)


@click.command()
@click.option("--burst", "until_done", is_flag=True, help="Read what waits and end; needs no Redis.")
@click.option("-n", "count", type=_COUNT, default=1, show_default=True, help="How many processes.")
def worker(until_done: bool, count: int) -> None:
    """Read scans as they come in.

    \b
    Example:
      ippin worker -n 2
    """
    desk = opened.office()
    standing.demand(desk.settings.without_sandbox)
    if until_done:
        burst.work_through(desk, count)
        return
    if not desk.wakeups.alive():
        raise errors.SettingsRefused("Redis does not answer: start it and set REDIS_URL, or run: ippin desk")
    if count == 1:
        raise SystemExit(reader.main())
    family = processes.Family(embedded.readers(count))
    family.end_on_signals()
    family.start()
    family.wait()
    family.stop()


@click.command(name="clock")
def clock_command() -> None:
    """Wake what waits, and do what a new day brings.

    \b
    Example:
      ippin clock
    """
    raise SystemExit(clock.main())


@click.command()
@click.option("-n", "count", type=_COUNT, default=embedded.WORKERS, show_default=True, help="How many workers.")
def desk(count: int) -> None:
    """The whole desk on this machine: its own Redis, workers, clock and web.

    \b
    Example:
      ippin desk
    """
    desk = opened.office()
    address.check(desk.settings)
    standing.demand(desk.settings.without_sandbox)
    with embedded.running(desk, count) as family:
        family.end_on_signals()
        for form in [] if desk.settings.allow_test_tins else forms.stand_ins():
            click.echo(f"Form {form.form} {form.revision} is only a drawing: real ones are keyed. See ippin forms add")
        if told := standing.finding():
            click.echo(told, err=True)
        if web_address.opened(desk.settings, family.ending):
            where = desk.settings.public_url or web_address.local(desk.settings)
            click.echo(f"The desk is open at {where} (Ctrl-C ends it)")
        family.wait()
