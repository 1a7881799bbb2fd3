"""Rules about parameters: each is declared, and stands where it can be quoted."""

import json
from collections.abc import Iterator

from bot.domain.patterns import fits
from runbooks.filling import fill_action
from runbooks.model import Command, Parameter, Runbook
from runbooks.placeholders import BUILT_IN, Placeholder, placeholders
from runbooks.quoting import place_of
from runbooks.rules.known import Known
from runbooks.shell import contexts
from runbooks.values import templates
from runbooks.yaml_nodes import suggestion

_FREE = frozenset({"incident.title"})  # built in, and written by people
_QUOTABLE = "it as a word outside of quotes, or a pattern that allows only letters, digits and _ . : / @ -"
_HOSTILE = "'\"`;$\\ (\n"


def undeclared_parameter(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A name in braces is neither declared nor built in."""
    names = {*BUILT_IN, *(parameter.name for parameter in runbook.parameters)}
    for text, line in templates(runbook):
        for place in placeholders(text):
            if place.name not in names:
                hint = suggestion(place.name, among=names)
                yield line + place.row, f"found {{{{{place.name}}}}}, which nothing declares; {hint}"


def unquoted_parameter(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A parameter stands in a command where it cannot be quoted, and nothing keeps it harmless."""
    declared = {parameter.name: parameter for parameter in runbook.parameters}
    for command in _commands(runbook):
        for place, is_program in _unquotable(command):
            row = command.line + place.row
            if is_program:
                yield (
                    row,
                    f"found {{{{{place.name}}}}} as the program that is run, expected the program itself",
                )
            elif not _is_harmless(place.name, declared):
                yield row, f"found {{{{{place.name}}}}} where it cannot be quoted, expected {_QUOTABLE}"


def bad_action(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """An action could never be carried out."""
    samples = dict.fromkeys(BUILT_IN, "x") | {
        parameter.name: parameter.default or "x" for parameter in runbook.parameters
    }
    for step in runbook.steps:
        if step.action is None:
            continue
        filled = fill_action(step.action, values=samples)
        if isinstance(filled, tuple):
            known_names = [problem for problem in filled if problem.name in samples or not problem.name]
            yield from ((step.action.line, f"action: {problem.sentence}") for problem in known_names)
        elif filled.body and not _is_json(filled.body):
            yield (
                step.action.line,
                "action.body: found no JSON, expected JSON once its parameters are filled in",
            )


def _commands(runbook: Runbook) -> Iterator[Command]:
    for part in (*runbook.prechecks, *runbook.escalation, *runbook.contacts):
        yield from part.commands
    for step in runbook.steps:
        yield from step.commands
        for labelled in (step.expect, step.verify, step.undo):
            yield from labelled.commands if labelled is not None else ()


def _unquotable(command: Command) -> Iterator[tuple[Placeholder, bool]]:
    """Yield the parameters that cannot be quoted, and whether each would be the program itself."""
    place = place_of(command.language)
    if place == "shell":
        for one, context in contexts(command.text):
            if context in {"nested", "command"}:
                yield one, context == "command"
    elif place == "plain":
        yield from ((one, False) for one in placeholders(command.text))


def _is_harmless(name: str, declared: dict[str, Parameter]) -> bool:
    """Tell whether only plain values can be given; others are refused when the runbook is followed."""
    parameter = declared.get(name)
    if parameter is None:
        return name not in _FREE
    samples = (parameter.default or "a", "a", "1", "a1")
    return bool(parameter.pattern) and not any(
        fits(value, parameter.pattern)
        for mark in _HOSTILE
        for sample in samples
        for value in (mark, sample + mark, mark + sample, sample + mark + sample)
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
