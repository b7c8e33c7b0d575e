"""The benchmark's arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy import figures, report, scoring


def outcome(expected="1", value="1", state="read", confidence=0.99):
    """An outcome with what matters set."""
    reading = scoring.FieldReading(value, state, confidence, [], 1, (0, 0, 1, 1), "test")
    return scoring.outcome("primary_ip_pin", "pin", "hand", "office", expected, reading)


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
    every = [outcome(confidence=share) for share in (0.0, 0.6, 0.95, 0.98, 0.9994, 1.0) for _ in range(25)]
    found = figures.bins([*every, outcome("", None, "blank")])
    assert sum(one.n for one in found) == len(every)
    assert [one.sure for one in found] == sorted(one.sure for one in found) and len(found) == 5


@given(st.lists(st.sampled_from([0.0, 0.7, 0.95, 0.98, 0.995, 0.998, 1.0]), min_size=20, max_size=150))
def test_no_bin_is_small(shares):
    """What few fields say is joined with its neighbors and never lost."""
    found = figures.bins([outcome(confidence=share) for share in shares])
    assert min(one.n for one in found) >= figures.LEAST and sum(one.n for one in found) == len(shares)


def test_the_report_keeps_what_another_command_measured(tmp_path):
    """The figures of reading are written anew, the parts of other commands stay, in their order."""
    file, (writers, *_, screens) = tmp_path / "benchmarks.md", report.OTHERS
    file.write_text(f"# Old\n\n{screens}\n\nstays\n")
    report.put(file, writers, f"{writers}\n\nput\n")
    report.keep(file, "# New\n")
    assert file.read_text() == f"# New\n\n{writers}\n\nput\n\n{screens}\n\nstays\n"
    report.put(file, writers, f"{writers}\n\nanew\n")
    assert file.read_text() == f"# New\n\n{writers}\n\nanew\n\n{screens}\n\nstays\n"
