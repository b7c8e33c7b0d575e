"""`ippin`: the commands, each imported only when it is called, so that `ippin read` needs no database or web."""

import importlib
import io
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NoReturn

import click

from desk import errors
from desk.system import machine

# command name -> its module and the click command in it; add a command here
COMMANDS = {
    "addresses": "cli.people.addresses:group",
    "audit": "cli.office.audit:command",
    "backup": "cli.office.backup:backup",
    "batch": "cli.paper.batch:group",
    "check": "cli.office.check:command",
    "clock": "cli.running.processes:clock_command",
    "delays": "cli.office.delays:group",
    "desk": "cli.running.processes:desk",
    "documents": "cli.paper.documents:command",
    "enrollment": "cli.people.enrollments:group",
    "forms": "cli.reading.forms:group",
    "import": "cli.people.imports:command",
    "intake": "cli.paper.intake:command",
    "pins": "cli.people.pins:group",
    "read": "cli.reading.read:read",
    "report": "cli.office.report:command",
    "restore": "cli.office.backup:restore",
    "rules": "cli.office.deciding:rules",
    "season": "cli.people.season:group",
    "thresholds": "cli.office.deciding:thresholds",
    "users": "cli.office.users:command",
    "visits": "cli.people.visits:group",
    "watch": "cli.paper.watch:command",
    "web": "cli.running.web:command",
    "worker": "cli.running.processes:worker",
}


class LazyGroup(click.Group):
    """A command group that imports the module of a command when it is first used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        return getattr(importlib.import_module(module), attribute)


def _version() -> str:
    """The version, also in a checkout that is not installed as a package."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    if project.is_file():
        return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    return metadata.version("ippin-paper-desk")


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="ippin")
def commands() -> None:
    """Paper Forms 15227 and 1040 in; PIN letters to mail and flagged returns out.

    \b
    Exit codes: 0 done; 1 the desk could not do it, the message says why; 2 the command line is wrong.
    Example: ippin read scan.tif --json
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command; an error that a person can fix ends it with a message on stderr and exit code 1."""
    machine.forbid_dumps()
    for stream in (sys.stdout, sys.stderr):  # a file name may hold characters that no terminal can show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        commands.main(args=arguments, prog_name="ippin")
    except errors.DeskError as problem:
        _end(str(problem))
    except OSError as problem:
        what = ": ".join(str(part) for part in (problem.filename, problem.strerror) if part)
        _end(f"{what or 'the system refused'}: look at the path, your rights to it and the free space")


def _end(message: str) -> NoReturn:
    click.echo(f"ippin: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
