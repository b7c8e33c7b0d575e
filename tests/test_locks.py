"""The locks are complete, carry hashes, and name no place that packages come from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def locked(name: str) -> dict[str, list[Requirement]]:
    """The pins of a lock by package; one package may have a pin for each Python version."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / "locks" / f"{name}.txt").read_text().splitlines():
        if line and not line.startswith(("#", " ")):
            pin = Requirement(line.removesuffix("\\").strip())
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def version(pin: Requirement) -> str:
    """The one version that a pin allows."""
    (only,) = pin.specifier
    assert only.operator == "=="
    return only.version


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("desk", PROJECT["project"]["dependencies"]),
        ("test", PROJECT["dependency-groups"]["test"]),
        ("audit", PROJECT["dependency-groups"]["audit"]),
        ("training", PROJECT["dependency-groups"]["training"]),
    ],
)
def test_every_dependency_is_locked_at_a_version_that_it_allows(lock, wanted):
    """After a change to pyproject.toml the locks must be remade (./run locks)."""
    pins = locked(lock)
    for requirement in map(Requirement, wanted):
        for pin in pins[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(version(pin)), requirement


@pytest.mark.parametrize("lock", ["test", "audit", "training"])
def test_locks_agree(lock):
    """A package in two locks has the same version in both, or the second would undo the first."""
    desk, more = locked("desk"), locked(lock)
    for name in desk.keys() & more.keys():
        assert set(map(version, more[name])) <= set(map(version, desk[name])), name


@pytest.mark.parametrize("lock", ["desk", "test", "audit", "training"])
def test_a_lock_has_a_hash_for_every_pin_and_no_address(lock):
    """What is installed is what was locked, from whichever index the machine uses."""
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links|^-", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_demo_and_tests_install_nothing_for_training():
    """PyTorch and what it draws in are in no lock that set-up installs."""
    assert not {"torch", "torchvision"} & (locked("desk").keys() | locked("test").keys())
