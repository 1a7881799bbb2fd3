"""What the doctor found, for people at a terminal and for scripts."""

import json
import textwrap
from collections.abc import Iterator, Sequence

from bot.domain.checkup import Finding, State

_GAP = "  "
_NARROWEST = 30


def as_text(findings: Sequence[Finding], *, width: int | None) -> Iterator[str]:
    """Yield the lines: the state in a word, what was looked at, what was found, how to mend it.

    Args:
        width: of the terminal, in characters; None to wrap nothing.
    """
    states = max((len(one.state) for one in findings), default=0)
    names = max((len(one.name) for one in findings), default=0)
    margin = " " * (states + names + 2 * len(_GAP))
    for one in findings:
        lead = f"{one.state:<{states}}{_GAP}{one.name:<{names}}{_GAP}"
        yield from _wrapped(one.what, lead=lead, margin=margin, width=width)
        if one.how_to_mend:
            yield from _wrapped(one.how_to_mend, lead=f"{margin}→ ", margin=f"{margin}  ", width=width)
    yield ""
    yield _summary(findings)


def as_json(findings: Sequence[Finding]) -> str:
    """Return one JSON object: `ok`, and the `findings` with their five fields."""
    listed = [
        {
            "check": one.check,
            "subject": one.subject,
            "state": one.state.value,
            "what": one.what,
            "how_to_mend": one.how_to_mend,
        }
        for one in findings
    ]
    return json.dumps({"ok": all_well(findings), "findings": listed}, ensure_ascii=False, indent=2)


def all_well(findings: Sequence[Finding]) -> bool:
    """Return whether nothing is broken, and everything could be looked at."""
    return not any(one.state in (State.BROKEN, State.UNKNOWN) for one in findings)


def _summary(findings: Sequence[Finding]) -> str:
    counts = {state: sum(one.state is state for one in findings) for state in State}
    if counts[State.OK] == len(findings):
        return "All is well."
    order = (State.BROKEN, State.UNKNOWN, State.WARNING, State.OK)
    return ", ".join(f"{counts[state]} {state}" for state in order if counts[state]) + "."


def _wrapped(text: str, *, lead: str, margin: str, width: int | None) -> Iterator[str]:
    if width is None or width - len(margin) < _NARROWEST:
        yield f"{lead}{text}"
        return
    lines = textwrap.wrap(text, width - len(margin), break_long_words=False, break_on_hyphens=False)
    for index, line in enumerate(lines):
        yield f"{lead if not index else margin}{line}"
