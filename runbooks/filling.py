"""A runbook's texts with the parameters filled in, or why not, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from runbooks.model import Action, Command, Part, Step
from runbooks.placeholders import Placeholder, placeholders
from runbooks.quoting import Place, Quote, Unquotable, check_whole, place_of, places
from runbooks.values import Problem, Values

T = TypeVar("T")


def fill(template: str, *, place: Place, values: Values) -> str | tuple[Problem, ...]:
    """Return `template` with its parameters filled in, or why not."""
    filler = _Filler(values)
    return filler.result(filler.fill(template, place=place))


def fill_part(part: Part, *, values: Values) -> Part | tuple[Problem, ...]:
    """Return a pre-check, an escalation or a contact filled in, or why not."""
    filler = _Filler(values)
    return filler.result(filler.part(part))


def fill_step(step: Step, *, values: Values) -> Step | tuple[Problem, ...]:
    """Return a step with its texts and commands filled in, or why not; `fill_action` does its action."""
    filler = _Filler(values)
    filled = replace(
        step,
        title=filler.fill(step.title, place="text"),
        instruction=filler.fill(step.instruction, place="text"),
        commands=filler.commands(step.commands),
        expect=step.expect and filler.part(step.expect),
        verify=step.verify and filler.part(step.verify),
        undo=step.undo and filler.part(step.undo),
        decisions=tuple(
            replace(one, condition=filler.fill(one.condition, place="text")) for one in step.decisions
        ),
    )
    return filler.result(filled)


def fill_heading(step: Step, *, values: Values) -> Step:
    """Return a step with its title and conditions alone filled in; each that cannot be, as it was written."""

    def filled(template: str) -> str:
        text = fill(template, place="text", values=values)
        return text if isinstance(text, str) else template

    return replace(
        step,
        title=filled(step.title),
        decisions=tuple(replace(one, condition=filled(one.condition)) for one in step.decisions),
    )


def names_in_heading(step: Step) -> frozenset[str]:
    """Return the names of the values that a step's title and conditions are filled with."""
    texts = (step.title, *(one.condition for one in step.decisions))
    return frozenset(one.name for text in texts for one in placeholders(text))


def fill_action(action: Action, *, values: Values) -> Action | tuple[Problem, ...]:
    """Return what the bot would do, exactly, or why it cannot.

    A webhook's arguments become JSON by whoever sends them, so they are filled as text; a command's become
    elements of an argument vector.
    """
    filler = _Filler(values)
    place: Place = "argument" if action.kind == "command" else "text"
    filled = replace(
        action,
        url=filler.fill(action.url, place="url"),
        body=filler.fill(action.body, place="json"),
        arguments=tuple((name, filler.fill(value, place=place)) for name, value in action.arguments),
    )
    return filler.result(filled)


class _Filler:
    """Fills one thing after another and keeps what went wrong."""

    def __init__(self, values: Values) -> None:
        """Fill in `values`."""
        self._values = values
        self._problems: list[Problem] = []

    def result(self, filled: T) -> T | tuple[Problem, ...]:
        """Return what was filled, or every problem there was, each once."""
        return tuple(dict.fromkeys(self._problems)) or filled

    def part(self, part: Part) -> Part:
        return replace(part, text=self.fill(part.text, place="text"), commands=self.commands(part.commands))

    def commands(self, commands: Sequence[Command]) -> tuple[Command, ...]:
        return tuple(replace(one, text=self.fill(one.text, place=place_of(one.language))) for one in commands)

    def fill(self, template: str, *, place: Place) -> str:
        filled, at = [], 0
        for one, quote in places(template, place=place):
            filled += [template[at : one.start], self._value(one, quote)]
            at = one.end
        text = "".join([*filled, template[at:]])
        try:
            check_whole(text, place=place)
        except Unquotable as reason:
            self._problems.append(Problem(name="", sentence=f"A value {reason}."))
        return text

    def _value(self, one: Placeholder, quote: Quote) -> str:
        value = self._values.get(one.name)
        if value is None:
            self._problems.append(Problem(name=one.name, sentence=f"“{one.name}” is unknown here."))
            return ""
        try:
            return quote(value)
        except Unquotable as reason:
            self._problems.append(Problem(name=one.name, sentence=f"The value of “{one.name}” {reason}."))
            return ""
