"""The pinned lists that `make setup` installs from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime.lock", "dev.lock", "audit.lock")
_PIN = re.compile(
    r"^([a-z0-9.-]+)==([^ ]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def _lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text()


def _pins(name: str) -> dict[str, str]:
    return {match[1]: match[2] for match in _PIN.finditer(_lock(name))}


def _named(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _asked_for(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = [*project["project"]["dependencies"]]
    for group in groups:
        listed += [entry for entry in project["dependency-groups"][group] if isinstance(entry, str)]
    return {_named(requirement) for requirement in listed}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(name: str) -> None:
    """Which index serves the packages is the machine's own affair."""
    assert not re.search(r"://|file:|--(?:extra-)?index|--find-links|(?<![\w.-])/\w", _lock(name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_its_hash(name: str) -> None:
    """Nothing is installed that was not seen when the lock was made."""
    pinned = [line for line in _lock(name).splitlines() if "==" in line]
    assert len(_pins(name)) == len(pinned)


@pytest.mark.parametrize(("name", "groups"), [("runtime.lock", ["build"]), ("dev.lock", ["build", "dev"])])
def test_a_lock_holds_what_the_project_asks_for(name: str, groups: list[str]) -> None:
    """A dependency that is added is locked in the same step."""
    assert _asked_for(*groups) <= set(_pins(name))


def test_both_locks_agree() -> None:
    """What is tested is what runs."""
    runtime, dev = _pins("runtime.lock"), _pins("dev.lock")
    assert runtime.items() <= dev.items()
