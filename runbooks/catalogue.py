"""All runbooks that can be offered: the shipped ones, and those of a folder of your own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from runbooks.mistakes import quoted
from runbooks.model import Finding, Runbook
from runbooks.parser import parse_file

LIBRARY = Path(__file__).parent / "library"
"""The runbooks that ship with Muster."""

_NOT_RUNBOOKS = frozenset({"readme.md", "template.md"})


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Runbooks by id, in the order of their ids, and what was wrong with the files that gave none."""

    runbooks: Mapping[str, Runbook]
    errors: tuple[Finding, ...] = ()

    def get(self, name: str) -> Runbook | None:
        """Return the runbook of this id, however it is capitalised."""
        return self.runbooks.get(name.strip().lower())

    def __iter__(self) -> Iterator[Runbook]:
        return iter(self.runbooks.values())


EMPTY = Catalogue(runbooks=MappingProxyType({}))
"""No runbooks at all."""


def load(*folders: Path) -> Catalogue:
    """Return the runbooks in `folders` and below them.

    A later folder wins: a runbook of your own takes the place of the shipped one with the same id. Within
    one folder an id may stand once. `README.md` and `TEMPLATE.md` are no runbooks.
    """
    runbooks: dict[str, Runbook] = {}
    errors: list[Finding] = []
    for folder in folders:
        found, wrong = _folder(folder)
        runbooks |= found
        errors += wrong
    ordered = {name: runbooks[name] for name in sorted(runbooks)}
    return Catalogue(runbooks=MappingProxyType(ordered), errors=tuple(errors))


def files(folder: Path) -> list[Path]:
    """Return the documents in `folder` and below it that should be runbooks, in the order of their paths."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() == ".md" and path.name.lower() not in _NOT_RUNBOOKS and path.is_file()
    )


def unique(parsed: Iterable[Runbook]) -> tuple[dict[str, Runbook], list[Finding]]:
    """Return runbooks by id, the first of each, and a finding for every further one."""
    runbooks: dict[str, Runbook] = {}
    errors: list[Finding] = []
    for runbook in parsed:
        first = runbooks.setdefault(runbook.id, runbook)
        if first is not runbook:
            sentence = f"id: found {quoted(runbook.id)} again, it is that of {first.path}; choose another"
            errors.append(
                Finding(file=runbook.path, line=runbook.line_of("id"), rule="duplicate-id", sentence=sentence)
            )
    return runbooks, errors


def _folder(folder: Path) -> tuple[dict[str, Runbook], list[Finding]]:
    if not folder.is_dir():
        sentence = "there is no such folder"
        return {}, [Finding(file=str(folder), line=1, rule="file", sentence=sentence)]
    results = [parse_file(path, name=str(path)) for path in files(folder)]
    runbooks, twice = unique(one for one in results if isinstance(one, Runbook))
    wrong = [finding for one in results if isinstance(one, tuple) for finding in one]
    return runbooks, [*wrong, *twice]
