"""The guides: one for each role, linked from the README, with pictures that exist and stay small."""

import re
from pathlib import Path

import pytest

from desk.office import accounts

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs" / "roles").glob("*.md"))


def test_every_role_has_its_guide_and_the_readme_leads_there():
    """Four roles, four pages."""
    assert {guide.stem for guide in GUIDES} == set(accounts.ROLES)
    readme = (ROOT / "README.md").read_text()
    assert all(f"docs/roles/{guide.name}" in readme for guide in GUIDES)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_one_page_and_shows_what_it_says(guide):
    """Every picture named is there; no guide grows beyond a page of text."""
    text = guide.read_text()
    pictures = re.findall(r"!\[[^]]+\]\(\.\./screens/([\w-]+\.png)\)", text)
    assert pictures and all((ROOT / "docs" / "screens" / name).is_file() for name in pictures)
    assert len(text.split()) <= 400


def test_the_pictures_are_small():
    """All of them together stay below a megabyte and a half."""
    assert sum(one.stat().st_size for one in (ROOT / "docs" / "screens").iterdir()) <= 1_500_000
