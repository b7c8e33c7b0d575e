"""Makes the reader's word lists from the lists in WORDS (see README): the frequent words, most frequent first.

python -m bench.training.lexicon WORDS intake/lexicon
"""

import argparse
import csv
import pathlib

KEPT = {"last": 20000, "first": 4000, "city": 12000}


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("words", type=pathlib.Path)
    options.add_argument("out", type=pathlib.Path)
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, kept in KEPT.items():
        with (chosen.words / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = sorted(csv.reader(lines), key=lambda row: -float(row[1]))
        words = dict.fromkeys(word.upper() for word, _ in rows)
        (chosen.out / f"{name}.txt").write_text("\n".join(list(words)[:kept]) + "\n", encoding="utf-8")
    with (chosen.words / "zip.csv").open(encoding="utf-8", newline="") as lines:
        rows = [f"{prefix} {states.replace(' ', '/')} {cities}" for prefix, states, cities in csv.reader(lines)]
    (chosen.out / "zip.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
