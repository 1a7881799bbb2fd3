"""Rules about the way through the steps: each can be reached, each link leads somewhere, all of it ends."""

from collections.abc import Iterable, Iterator, Mapping

from runbooks.mistakes import quoted
from runbooks.model import Runbook, Step
from runbooks.rules.known import Known

_END = 0


def dangling_step(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A decision leads to a step that is not there, or says one step and links to another."""
    for step in runbook.steps:
        for decision in step.decisions:
            target = decision.target
            if target.kind != "step":
                continue
            other = runbook.step(target.step)
            if other is None:
                yield decision.line, f"found step {target.step}, expected one of 1 to {len(runbook.steps)}"
            elif target.anchor and target.anchor != other.anchor:
                found, wanted = quoted("#" + target.anchor), quoted("#" + other.anchor)
                sentence = f"found a link to {found} behind step {target.step}, expected {wanted}"
                yield decision.line, sentence


def dangling_runbook(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A decision leads to a runbook that is not there."""
    for step in runbook.steps:
        for decision in step.decisions:
            name = decision.target.runbook
            if name and known.runbooks is not None and name not in known.runbooks:
                yield decision.line, f"found the runbook {quoted(name)}, and there is none of that id"


def unreachable_step(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """No way leads to a step."""
    reached = _reached({1}, _ways(runbook)) if runbook.steps else frozenset()
    for step in runbook.steps:
        if step.number not in reached:
            yield step.line, f"found step {step.number}, which no step leads to; link to it or take it out"


def no_way_out(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """From a step, all ways lead in a circle."""
    back: dict[int, set[int]] = {}
    for number, following in _ways(runbook).items():
        for one in following:
            back.setdefault(one, set()).add(number)
    ending = _reached({_END}, back)
    for step in runbook.steps:
        if step.number not in ending:
            yield step.line, f"found step {step.number}, from which no way leads to the end; let one finish"


def _ways(runbook: Runbook) -> Mapping[int, set[int]]:
    """Return where each step can lead; 0 is the end."""
    return {step.number: set(_following(step, count=len(runbook.steps))) for step in runbook.steps}


def _following(step: Step, *, count: int) -> Iterator[int]:
    if step.falls_through:
        yield step.number + 1 if step.number < count else _END
    for decision in step.decisions:
        if decision.target.kind in {"finish", "runbook"}:
            yield _END
        elif decision.target.kind == "step":
            yield decision.target.step


def _reached(start: Iterable[int], ways: Mapping[int, Iterable[int]]) -> frozenset[int]:
    reached: set[int] = set()
    waiting = list(start)
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            waiting += ways.get(number, ())
    return frozenset(reached)
