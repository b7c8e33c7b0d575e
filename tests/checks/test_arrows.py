"""What the table of arrows finds: an import upward, to the side, from outside, from nowhere, and a circle."""

import pytest

from checks import arrows, sources


@pytest.mark.parametrize(
    ("module", "other"),
    [
        ("desk.screens.home", "desk.models"),
        ("desk.office.opening", "desk.office.policy"),
        ("desk.mailroom.sheets", "desk.errors"),
        ("intake.engines.digits.reader", "intake.engines.strokes"),
        ("intake.stack.barcodes", "desk.mailroom.sheet_codes"),
        ("review_ui", "review_ui.web.shell"),
        ("workers.jobs", "workers.lease"),
        ("cli.paper.intake", "workers.burst"),
    ],
)
def test_an_import_from_below_is_allowed(module, other):
    """So is one within a package, and one from another folder that the table lists."""
    assert arrows.wrong({module: {other}}) == []


@pytest.mark.parametrize(
    ("module", "other"),
    [
        ("desk.models.pins", "desk.screens"),
        ("desk.reports.page", "desk.review.decisions"),
        ("desk.errors", "desk.program.tin"),
        ("desk.system.db", "intake.picture"),
        ("intake.stack.barcodes", "desk.mailroom.batches"),
        ("intake.picture", "intake.readings"),
        ("intake.engines.strokes", "intake.engines.digits.reader"),
        ("review_ui.web.shell", "review_ui"),
        ("workers.jobs", "cli.main"),
        ("samples.catalog", "workers.jobs"),
        ("desk.screens.home", "checks.arrows"),
    ],
)
def test_any_other_import_is_wrong(module, other):
    """Upward, between neighbors on one floor, or from a folder that the table does not list."""
    assert arrows.wrong({module: {other}}) == [f"{module} → {other}"]


def test_a_package_outside_the_table_is_found():
    """Nobody adds a package, or a module beside the packages, without a floor for it."""
    modules = {"desk.novel.thing": set(), "intake.thing": set(), "novel": set(), "desk": set(), "desk.errors": set()}
    assert arrows.strays(modules) == ["desk.novel.thing", "intake.thing", "novel"]


def test_a_circle_is_told_in_order():
    """The way around, so that a person sees which import to take out."""
    assert arrows.circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert arrows.circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.fixture
def needs(tmp_path):
    """What `desk.first` needs when its text is this; beside it lie `desk` and `desk.second`, both empty."""

    def needed(text: str) -> set[str]:
        (tmp_path / "desk").mkdir()
        for module, content in (("__init__", ""), ("first", text), ("second", "")):
            (tmp_path / "desk" / f"{module}.py").write_text(content)
        return sources.graph(sources.files("desk", root=tmp_path), tmp_path)["desk.first"]

    return needed


@pytest.mark.parametrize(
    "line",
    [
        "import desk.second",
        "import desk.second as other",
        "from desk import second",
        "from desk.second import thing",
        "from . import second",
        "from .second import thing",
        "def run():\n    from desk import second",
        "if True:\n    import desk.second",
    ],
)
def test_every_way_to_import_is_seen(needs, line):
    """However the import is written, and wherever it stands."""
    assert needs(line) == {"desk.second"}


def test_an_import_from_a_package_file_is_no_import_of_its_modules(needs):
    """`from desk import NAME` needs the package file, also beside an import of one of its modules."""
    assert needs("from desk import NAME, second") == {"desk", "desk.second"}
