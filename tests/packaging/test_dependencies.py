"""What Muster asks for is what it uses."""

import importlib.metadata
import re
import sys
import tomllib

from tests.architecture.source import PACKAGES, ROOT, imports, modules

# Loaded by name: the time zones a bare machine lacks.
_LOADED_BY_NAME = {"tzdata"}


def _asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {_normal(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in project["dependencies"]}


def _used() -> set[str]:
    own = {*sys.stdlib_module_names, *PACKAGES}
    tops = {place.what.split(".")[0] for module in modules() for place in imports(module)} - own
    packages = importlib.metadata.packages_distributions()
    return {_normal(distribution) for top in tops for distribution in packages[top]}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_in_use_is_asked_for() -> None:
    """Nothing works only because another library happens to bring it."""
    assert _used() - _asked_for() == set()


def test_every_library_asked_for_is_in_use() -> None:
    """Nobody installs what Muster does without."""
    assert _asked_for() - _used() == _LOADED_BY_NAME
