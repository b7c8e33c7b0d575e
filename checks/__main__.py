"""`./run check [PATH…]`: the everyday check, in less than a minute; what a step finds is shown in full."""

import sys
import time
from pathlib import Path

from checks import sources, steps


def main(arguments: list[str]) -> int:
    """Check everything, or only what concerns the files and folders named.

    Gives the exit code: 0 all is well, 1 something is not, 2 there is no such file in this project.
    """
    paths = [Path(argument).resolve() for argument in arguments]
    for path in paths:
        if not path.exists() or not path.is_relative_to(sources.ROOT):
            print(f"check: {path} is not a file or folder of this project", file=sys.stderr)
            return 2
    began = time.monotonic()
    outcomes = []
    for outcome in steps.run(steps.choose(paths)):
        outcomes.append(outcome)
        print(_line(outcome), flush=True)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.title}\n{outcome.output}")
    summary = f"failed: {', '.join(outcome.title for outcome in failed)}" if failed else "everything passed"
    print(f"{summary} ({time.monotonic() - began:.0f} s)")
    return 1 if failed else 0


def _line(outcome: steps.Outcome) -> str:
    """Title, time and result; for a step that passed also what it says at its end, such as the count of its tests."""
    said = outcome.output.splitlines()[-1:] if outcome.passed else ["FAILED"]
    return f"{outcome.title:<7}{outcome.seconds:6.1f} s  {''.join(said) or 'ok'}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
