"""The texts that runs follow, read back."""

from functools import lru_cache
from typing import Any

from bot.domain.models import RunbookRun
from runbooks.filling import fill_heading, names_in_heading
from runbooks.model import Runbook
from runbooks.parser import parse
from runbooks.values import Values


@lru_cache(maxsize=64)
def read_document(document: str) -> Runbook | None:
    """Return the runbook of a run's text; None where a newer version wrote what this one cannot read."""
    parsed = parse(document, path="followed.md")
    return None if isinstance(parsed, tuple) else parsed


def fill_headings_again(row: RunbookRun) -> None:
    """Give a run's steps the titles and conditions that follow from the values that it has now."""
    document, values = read_document(row.document), dict(row.state.get("values", []))
    if document is not None:
        steps = [_filled_again(kept, document, values=values) for kept in row.state.get("steps", [])]
        row.state = {**row.state, "steps": steps}


def _filled_again(kept: dict[str, Any], document: Runbook, *, values: Values) -> dict[str, Any]:
    step = document.step(kept["number"])
    if step is None:
        return kept
    filled = fill_heading(step, values=values)
    ways = zip(kept["choices"], filled.decisions, strict=True)
    choices = [{**way, "condition": decision.condition} for way, decision in ways]
    return {**kept, "title": filled.title, "choices": choices}


def steps_that_say(row: RunbookRun, *, name: str) -> frozenset[int]:
    """Return the numbers of the steps whose title or conditions are filled with the value called `name`."""
    document = read_document(row.document)
    steps = document.steps if document is not None else ()
    return frozenset(step.number for step in steps if name in names_in_heading(step))
