"""How far a long command is, where nobody looks at a terminal."""

from cli.terminal import progress


def test_lines_are_printed_while_it_goes_on_and_at_its_end(capsys):
    """A file or another program gets plain lines on stderr, one for each step that is not the last."""
    with progress.bar("Reading", 3, every=0) as tick:
        tick(0)
        tick(2)
        tick()
    told = capsys.readouterr()
    assert told.err.splitlines() == ["Reading: 0 of 3", "Reading: 2 of 3", "Reading: 3 done"]
    assert told.out == ""


def test_a_quick_command_prints_its_end_only(capsys):
    """Lines come every few seconds, not at every step."""
    with progress.bar("Reading", 2) as tick:
        tick(2)
    assert capsys.readouterr().err == "Reading: 2 done\n"
