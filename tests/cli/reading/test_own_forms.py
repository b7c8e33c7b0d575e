"""The guided way for an office's own form: added by one command, tried, printed as a test page, scanned, read."""

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from cli.reading import forms as commands
from desk import errors, forms
from desk.forms import press
from intake import pipeline
from intake.prints import shelf
from samples import scanning
from tests.desk.forms import redrawn
from tests.intake import degrade

NAMED = ("--form", "f15227", "--revision", "2025-01", "--kind", "pin_application")


def run(home, *words) -> str:
    """What `ippin forms …` prints for that office; what it raises is raised."""
    shelf.on_file.cache_clear()  # each command is a process of its own, which reads the forms anew
    result = CliRunner(env={"IPPIN_HOME": str(home)}).invoke(commands.group, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office that has added its own print of Form 15227, the folder with its test page, and what was said."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "blank.pdf").write_bytes(redrawn.pdf())
    extras = ("--picture", folder / "picture.pdf", "--test-page", folder / "test.pdf")
    said = run(folder / "home", "add", folder / "blank.pdf", *NAMED, *extras)
    yield folder, said
    forms.use(None)
    shelf.on_file.cache_clear()


@pytest.fixture(scope="module")
def scan(office):
    """The printed test page as an office scanner takes it: askew, soft, noisy, as JPEG at 200 dpi."""
    folder, _ = office
    (page,) = press.render((folder / "test.pdf").read_bytes(), 300)
    image, _ = degrade.scan(np.asarray(page), np.random.default_rng(3), degrade.LEVELS["office"])
    (folder / "scan.pdf").write_bytes(scanning.jpeg_pdf([image], 200, 70))
    return folder / "scan.pdf"


def test_one_command_tries_the_form_and_adds_it(office):
    """Widget names, pages and captions are shown, the form is read filled, and picture and test page are written."""
    folder, said = office
    assert "page 1  Tin: caption “d. social security number or itin”" in said
    assert "13 of 13 fields read right" in said
    assert said.index("Tried") < said.index("added f15227 2025-01")
    assert all((folder / name).read_bytes().startswith(b"%PDF") for name in ("picture.pdf", "test.pdf"))


def test_the_list_says_whose_a_form_is(office):
    """A form is the office's own, or ships with the desk."""
    lines = {tuple(line.split()[:2]): line.split()[2] for line in run(office[0] / "home", "list").splitlines()}
    assert lines["f15227", "2025-01"] == "own"
    assert lines["f15227", "2021-01"] == lines["f1040", "2024"] == "shipped"


def test_the_scanned_test_page_is_read_field_by_field(office, scan):
    """Each field is said to be right or wrong; the office sees whether its paper can be read."""
    said = run(office[0] / "home", "try", "f15227", "2025-01", scan)
    assert "13 of 13 fields are right" in said


def test_the_redrawn_form_is_not_the_one_that_ships(scan, tmp_path):
    """Without the office's own print nothing is read on the same paper: every field waits for a person."""
    forms.use(tmp_path)
    shelf.on_file.cache_clear()
    (document,) = pipeline.read(scan.read_bytes()).documents
    assert {one.value for one in document.fields.values()} <= {None}


def test_a_wrong_entry_on_the_test_page_is_named(office, scan):
    """What differs from the known values is said with the value that should stand there."""
    page = cv2.imdecode(np.frombuffer(_first_image(scan), np.uint8), cv2.IMREAD_GRAYSCALE)
    page[520:640, 120:800] = 255
    blotted = scan.with_name("blotted.pdf")
    blotted.write_bytes(scanning.jpeg_pdf([page], 200, 70))
    said = run(office[0] / "home", "try", "f15227", "2025-01", blotted)
    assert "WRONG: " in said


def test_a_name_that_is_taken_needs_a_word(office):
    """An own or shipped definition gives way only to --replace; the desk's own drawing does without."""
    folder, _ = office
    with pytest.raises(errors.FormRefused, match="--replace"):
        run(folder / "home", "add", folder / "blank.pdf", *NAMED)
    with pytest.raises(errors.FormRefused, match="shipped"):
        run(folder / "h2", "add", folder / "blank.pdf", "--form", "f1040", "--revision", "2024", "--kind", "tax_return")


def test_a_needed_field_that_is_missing_is_asked_for(tmp_path):
    """Nothing is added without the taxpayer number, and the way out is said."""
    (tmp_path / "blank.pdf").write_bytes(redrawn.pdf(without=("Tin",)))
    with pytest.raises(errors.FormRefused, match="--without tin"):
        run(tmp_path / "home", "add", tmp_path / "blank.pdf", *NAMED)
    assert not list((tmp_path / "home").rglob("*.json"))


def test_an_own_form_can_be_removed_and_a_shipped_one_not(office, tmp_path):
    """After the removal the shipped definition counts again; shipped ones stay."""
    home = tmp_path / "home"
    (home / "forms" / "f15227").mkdir(parents=True)
    for path in (office[0] / "home" / "forms" / "f15227").iterdir():
        (home / "forms" / "f15227" / path.name).write_bytes(path.read_bytes())
    assert "the shipped one counts again" in run(home, "remove", "f15227", "2025-01")
    assert not list(home.rglob("*.json"))
    with pytest.raises(errors.InvalidInput, match="ships with the desk"):
        run(home, "remove", "f15227", "2025-01")


def _first_image(pdf) -> bytes:
    picture = press.render(pdf.read_bytes(), 200)[0]
    return cv2.imencode(".png", np.asarray(picture))[1].tobytes()
