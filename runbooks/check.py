"""`muster runbooks check`: everything that is wrong in folders of runbooks, and what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runbooks.catalogue import load
from runbooks.lint import duplicate_titles, is_error, lint
from runbooks.model import Finding
from runbooks.rules.known import Known


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a check found.

    Args:
        ids: of the runbooks that can be read.
        findings: in the order of files and lines.
    """

    ids: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What has to be mended."""
        return tuple(one for one in self.findings if is_error(one))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What should be looked at."""
        return tuple(one for one in self.findings if not is_error(one))


def check(folders: Sequence[Path], *, known: Known, also: Sequence[Path] = ()) -> Checked:
    """Return what is wrong in the runbooks of `folders`.

    Args:
        known: what they may refer to; ids of runbooks are added from the folders themselves.
        also: folders whose runbooks may be referred to but are not checked.
    """
    catalogue = load(*folders)
    ids = {*catalogue.runbooks, *load(*also).runbooks, *(known.runbooks or ())}
    complete = replace(known, runbooks=ids)
    found = [finding for runbook in catalogue for finding in lint(runbook, known=complete)]
    findings = {*catalogue.errors, *duplicate_titles(catalogue), *found}
    return Checked(ids=tuple(catalogue.runbooks), findings=tuple(sorted(findings)))


def as_json(checked: Checked) -> dict[str, object]:
    """Return what was found as JSON values, for other programs to read."""
    return {
        "runbooks": list(checked.ids),
        "errors": len(checked.errors),
        "warnings": len(checked.warnings),
        "findings": [
            {
                "file": one.file,
                "line": one.line,
                "rule": one.rule,
                "level": "error" if is_error(one) else "warning",
                "sentence": one.sentence,
            }
            for one in checked.findings
        ],
    }
