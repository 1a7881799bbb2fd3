"""What is wrong with runbooks that can be read: what a review would otherwise have to look for by hand."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from runbooks.mistakes import quoted
from runbooks.model import Finding, Runbook
from runbooks.rules import flow, header, parameters, steps
from runbooks.rules.known import Known, Rule

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "stale-review": header.stale_review,
        "future-review": header.future_review,
        "dead-owner": header.dead_owner,
        "unknown-service": header.unknown_service,
        "unknown-severity": header.unknown_severity,
        "no-symptoms": header.no_symptoms,
        "unused-parameter": header.unused_parameter,
        "undeclared-parameter": parameters.undeclared_parameter,
        "unquoted-parameter": parameters.unquoted_parameter,
        "bad-action": parameters.bad_action,
        "no-verification": steps.no_verification,
        "no-undo": steps.no_undo,
        "no-expectation": steps.no_expectation,
        "no-risk": steps.no_risk,
        "risk-too-low": steps.risk_too_low,
        "nothing-to-do": steps.nothing_to_do,
        "missing-section": steps.missing_section,
        "secret": steps.secret,
        "dangling-step": flow.dangling_step,
        "dangling-runbook": flow.dangling_runbook,
        "unreachable-step": flow.unreachable_step,
        "no-way-out": flow.no_way_out,
    }
)
"""Every rule about a single runbook, by name; each is explained in docs/runbooks.md."""

WARNINGS: Final = frozenset({"stale-review", "unused-parameter", "risk-too-low"})
"""Rules that fail no pipeline: a runbook does not become unusable overnight, and a guess may be wrong."""


def is_error(finding: Finding) -> bool:
    """Tell whether a finding fails `muster runbooks check`."""
    return finding.rule not in WARNINGS


def lint(runbook: Runbook, *, known: Known) -> tuple[Finding, ...]:
    """Return what is wrong with one runbook, in the order of its lines."""
    found = {
        Finding(file=runbook.path, line=max(line, 1), rule=name, sentence=sentence)
        for name, rule in RULES.items()
        for line, sentence in rule(runbook, known)
    }
    return tuple(sorted(found))


def duplicate_titles(runbooks: Iterable[Runbook]) -> tuple[Finding, ...]:
    """Return a finding for every runbook whose title another one has: nobody could tell them apart."""
    first: dict[str, Runbook] = {}
    found = []
    for runbook in runbooks:
        title = " ".join(runbook.title.casefold().split())
        other = first.setdefault(title, runbook)
        if other is not runbook:
            sentence = (
                f"title: found {quoted(runbook.title)} again, it is that of {other.path}; tell them apart"
            )
            line = runbook.line_of("title")
            found.append(Finding(file=runbook.path, line=line, rule="duplicate-title", sentence=sentence))
    return tuple(found)
