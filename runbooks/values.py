"""Where the values of parameters come from: the incident, the person who starts the runbook, and defaults."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.ids import incident_id
from bot.domain.patterns import LONGEST_VALUE, fits
from runbooks.model import Parameter, Part, Runbook
from runbooks.placeholders import placeholders
from runbooks.yaml_nodes import suggestion

Values = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why something cannot be filled in: which parameter, and a sentence (plain text)."""

    name: str
    sentence: str


def known_values(
    *,
    number: int,
    title: str,
    severity: str,
    status: str,
    channel: str,
    declared_at: datetime,
    service: str = "",
) -> dict[str, str]:
    """Return what an incident answers by itself.

    Args:
        service: the only service of the incident; empty where it has none or several.
    """
    values = {
        "service": service,
        "incident.id": incident_id(number),
        "incident.number": str(number),
        "incident.title": title,
        "incident.severity": severity,
        "incident.status": status,
        "incident.channel": channel,
        "incident.declared_at": f"{declared_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    return {name: value for name, value in values.items() if value}


def wanted(runbook: Runbook, *, known: Values) -> tuple[Parameter, ...]:
    """Return what to ask for before the runbook starts: its parameters, and a service if it needs one."""
    asks = "service" in used(runbook) and "service" not in known
    service = Parameter(name="service", description="The service that this is about")
    return (service, *runbook.parameters) if asks else runbook.parameters


def values_for(runbook: Runbook, *, given: Values, known: Values) -> Values | tuple[Problem, ...]:
    """Return the value of every name, or what is wrong with those that were given.

    Args:
        given: by the person who starts the runbook.
        known: `known_values` of the incident.
    """
    declared = {parameter.name: parameter for parameter in wanted(runbook, known={})}
    problems = [
        Problem(name=name, sentence=_unknown(name, runbook=runbook, among=declared))
        for name in given
        if name not in declared and name != "service"
    ]
    values = {**known}
    for name, parameter in declared.items():
        value = given.get(name) or parameter.default or known.get(name)
        if not value:
            problems.append(Problem(name=name, sentence=f"“{name}” needs a value: {parameter.description}."))
        elif len(value) > LONGEST_VALUE:
            problems.append(
                Problem(name=name, sentence=f"“{name}” may have at most {LONGEST_VALUE} characters.")
            )
        elif not fits(value, parameter.pattern):
            sentence = f"The value of “{name}” must match {parameter.pattern} ({parameter.description})."
            problems.append(Problem(name=name, sentence=sentence))
        else:
            values[name] = value
    return tuple(problems) or values


def used(runbook: Runbook) -> frozenset[str]:
    """Return the names of all parameters that a runbook uses, declared or not."""
    return frozenset(place.name for text, _ in templates(runbook) for place in placeholders(text))


def templates(runbook: Runbook) -> Iterator[tuple[str, int]]:
    """Yield every text of a runbook that may hold parameters, with its line."""
    yield from _prose(runbook.summary, line=1)
    for part in (*runbook.prechecks, *runbook.escalation, *runbook.contacts):
        yield from _texts(part)
    for step in runbook.steps:
        yield step.title, step.line
        yield from _prose(step.instruction, line=step.line)
        yield from ((command.text, command.line) for command in step.commands)
        for labelled in (step.expect, step.verify, step.undo):
            if labelled is not None:
                yield from _texts(labelled)
        yield from ((decision.condition, decision.line) for decision in step.decisions)
        if step.action is not None:
            texts = (step.action.url, step.action.body, *(value for _, value in step.action.arguments))
            yield from ((text, step.action.line) for text in texts)


def _unknown(name: str, *, runbook: Runbook, among: Iterable[str]) -> str:
    hint = suggestion(name, among=among) if runbook.parameters else "it has none"
    return f"“{name}” is no parameter of “{runbook.title}”; {hint}"


def _prose(text: str, *, line: int) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs of a text, each with the line in which the text begins."""
    yield from ((paragraph, line) for paragraph in text.split("\n"))


def _texts(part: Part) -> Iterator[tuple[str, int]]:
    yield from _prose(part.text, line=part.line)
    yield from ((command.text, command.line) for command in part.commands)
