"""The benchmark's arithmetic."""

import pytest

from bench.accuracy import figures, report, scoring


def outcome(expected="1", value="1", state="read", confidence=0.99):
    """An outcome with what matters set."""
    reading = scoring.FieldReading(value, state, confidence, [], 1, (0, 0, 1, 1), "test")
    return scoring.outcome("primary_ip_pin", "pin", "hand", "office", expected, reading)


@pytest.mark.parametrize(
    ("wrong", "n", "bound"),
    [(0, 3000, 0.000998), (0, 20000, 0.0001498), (1, 100, 0.0466), (5, 1000, 0.01048), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_that_of_clopper_and_pearson(wrong, n, bound):
    """The one-sided 95 % bound agrees with published tables."""
    assert figures.upper_bound(wrong, n) == pytest.approx(bound, rel=0.01)


def test_a_tally_keeps_exact_blank_and_trusted_apart():
    """Suspect values are not trusted even if exact; trusted wrong ones are wrong; empty boxes are to be found empty."""
    tally = figures.tally([
        outcome(), outcome(state="suspect"), outcome(value="2"), outcome("1", None, "blank"),
        outcome("", None, "blank"), outcome("", "7"),
    ])  # fmt: skip
    assert (tally.n, tally.filled, tally.exact, tally.blanks_right) == (6, 4, 2, 1)
    assert (tally.trusted, tally.wrong) == (5, 3)


def test_bins_hold_every_filled_field_once():
    """The reliability diagram leaves no filled field out, however sure or unsure."""
    every = [outcome(confidence=share) for share in (0.0, 0.3, 0.85, 0.97, 0.9994, 1.0)]
    assert sum(n for _, _, n in figures.bins([*every, outcome("", None, "blank")])) == len(every)


def test_the_report_keeps_what_another_command_measured(tmp_path):
    """The figures of reading are written anew, those of the screens stay."""
    file = tmp_path / "benchmarks.md"
    file.write_text(f"# Old\n\n{report.OTHERS}\n\nstays\n")
    report.keep(file, "# New\n")
    assert file.read_text() == f"# New\n\n{report.OTHERS}\n\nstays\n"
