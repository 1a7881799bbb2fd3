"""Choices that several forms offer: statuses, severities, spans of time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.blocks.elements import Option
from bot.blocks.wording import status
from bot.domain.durations import say
from bot.domain.lifecycle import MEANINGS, PATH
from bot.domain.severity import Severity

_SPANS: Final = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440, 2_160, 2_880)
)


def severities(known: Sequence[Severity]) -> list[Option]:
    """Return the levels with their meaning in one line."""
    return [Option(label=one.name, value=one.name, description=one.meaning) for one in known]


def statuses(current: str) -> list[Option]:
    """Return the statuses that a status update can name: those between which any jump is allowed."""
    names = PATH if current in PATH else (current,)
    return [Option(label=status(name), value=name, description=MEANINGS.get(name, "")) for name in names]


def spans(longest: timedelta) -> list[Option]:
    """Return spans of time from five minutes up to and with `longest`, by their seconds."""
    fitting = [span for span in _SPANS if span < longest]
    return [
        Option(label=f"in {say(span)}", value=str(int(span.total_seconds()))) for span in [*fitting, longest]
    ]
