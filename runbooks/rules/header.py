"""Rules about the front matter: the review, the owner, and the names it uses."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from bot.domain.durations import say
from runbooks.mistakes import quoted
from runbooks.model import Runbook
from runbooks.rules.known import Known
from runbooks.values import used
from runbooks.yaml_nodes import suggestion


def stale_review(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """The last review is longer ago than the runbook allows."""
    if runbook.is_stale(known.today):
        late = known.today - runbook.last_reviewed - runbook.review_every
        hint = "walk through it, mend it, and write today's date"
        sentence = f"last_reviewed: found {runbook.last_reviewed}, its review is {say(late)} overdue; {hint}"
        yield runbook.line_of("last_reviewed"), sentence


def future_review(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """The last review has not taken place yet."""
    if runbook.last_reviewed - known.today > timedelta(days=1):  # it may be tomorrow already elsewhere
        sentence = f"last_reviewed: found {runbook.last_reviewed}, expected a day that has passed"
        yield runbook.line_of("last_reviewed"), sentence


def dead_owner(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """The owner is nobody that is known."""
    if known.owners is not None and not _is_among(runbook.owner, known.owners):
        sentence = (
            f"owner: found {quoted(runbook.owner)}, nobody of that name is known; name who looks after it now"
        )
        yield runbook.line_of("owner"), sentence


def unknown_service(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A service is not in the configuration."""
    yield from _unknown(runbook, "services", runbook.services, known.services)


def unknown_severity(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A severity is not in the configuration."""
    yield from _unknown(runbook, "severities", runbook.severities, known.severities)


def no_symptoms(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """There is nothing by which the runbook could be found."""
    if not runbook.symptoms and not runbook.alerts:
        yield 1, "found neither symptoms nor alerts, expected some by which the runbook is offered"


def unused_parameter(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A parameter is asked for and used nowhere."""
    names = used(runbook)
    for parameter in runbook.parameters:
        if parameter.name not in names:
            yield parameter.line, f"parameters.{parameter.name}: is used nowhere; take it out"


def _unknown(
    runbook: Runbook, key: str, names: Sequence[str], among: Collection[str] | None
) -> Iterator[tuple[int, str]]:
    for name in names if among is not None else ():
        if not _is_among(name, among or ()):
            yield runbook.line_of(key), f"{key}: found {quoted(name)}; {suggestion(name, among=among or ())}"


def _is_among(name: str, names: Collection[str]) -> bool:
    return name.casefold() in {one.casefold() for one in names}
