"""Lines that a test wants read even when it passes: they stand at the end of the run, with xdist too."""

from collections.abc import Iterable
from typing import Protocol

import pytest

PROPERTY = "printed"


class Print(Protocol):
    """Keeps lines for the end of the run."""

    def __call__(self, *lines: str) -> None:
        """Keep `lines`."""
        ...


def printer(request: pytest.FixtureRequest) -> Print:
    """Return what keeps lines for one test."""

    def keep(*lines: str) -> None:
        request.node.user_properties.append((PROPERTY, list(lines)))

    return keep


def lines_of(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return all lines that tests have kept, sorted."""
    kept: list[str] = []
    for report in reports:
        if report.when == "call":
            kept += [
                str(line)
                for name, lines in report.user_properties
                if name == PROPERTY
                for line in _list(lines)
            ]
    return sorted(kept)


def _list(lines: object) -> list[object]:
    return lines if isinstance(lines, list) else [lines]
