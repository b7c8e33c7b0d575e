"""Fits the probabilities to the networks' votes, sets the trust thresholds, measures, and writes the model card.

    python -m bench.training.calibrate --calibrate 60000 --test 15000

For calibration, strings come from the calibration part of hand-print and fonts, and typed ones from typefaces reserved
for it; for the figures they come from the test part. None of them was used in training.
"""

import argparse
import json
import pathlib

from bench.training import figures, fitting, observations, thresholds
from intake.engines import script, sessions
from intake.engines.digits import reader


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("--calibrate", type=int, default=60000)
    options.add_argument("--faces", type=int, default=20000, help="typed ones more, in typefaces of their own part")
    options.add_argument("--test", type=int, default=15000)
    options.add_argument("--jobs", type=int, default=1, help="processes at a time")
    options.add_argument("--note", type=pathlib.Path, default=pathlib.Path(__file__).with_name("card.json"))
    chosen = options.parse_args()
    card = json.loads(chosen.note.read_text(encoding="utf-8"))
    rows = observations.gather("calibrate", chosen.calibrate, 41000, chosen.jobs)
    faces = observations.gather("typefaces", chosen.faces, 41800, chosen.jobs, (observations.typed,))
    rows += [row for row in faces if row["script"] == script.TYPED]  # the others would make hand-print look easy
    judges = fitting.fit(rows, observations.NUMBERS)
    fitting.settle(rows, observations.NUMBERS, judges)
    trust = thresholds.find(rows, thresholds.NUMBERS)
    tests = observations.gather("test", chosen.test, 42000, chosen.jobs)
    fitting.settle(tests, observations.NUMBERS, judges)
    card |= {"heat": reader.reader().heat, "judges": fitting.plain(judges), "trust": trust}
    card["figures"] = figures.table(tests, trust)
    (sessions.FOLDER / "digits.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, row in (card["figures"] | {"trust": trust, "judges": card["judges"]}).items():
        print(name, row)


if __name__ == "__main__":
    main()
