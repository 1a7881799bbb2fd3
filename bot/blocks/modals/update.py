"""The form of a status update: what everybody is told at one moment."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.blocks.actions import FORM_UPDATE
from bot.blocks.drawing import Block, small_print
from bot.blocks.elements import Option, field, menu, text_input
from bot.blocks.fields import (
    PRESET,
    UPDATE_IMPACT,
    UPDATE_NEEDS,
    UPDATE_NEXT,
    UPDATE_SEVERITY,
    UPDATE_STATUS,
    UPDATE_TEXT,
)
from bot.blocks.modals.choices import severities as levels
from bot.blocks.modals.choices import spans, statuses
from bot.blocks.modals.frame import View, modal
from bot.blocks.wording import headline
from bot.domain.durations import say
from bot.domain.severity import Severity
from bot.domain.views import IncidentView


def update_form(
    view: IncidentView,
    *,
    severities: Sequence[Severity],
    longest: timedelta | None,
    metadata: str,
    text: str = "",
    note: str = "",
) -> View:
    """Return the form of a status update, with what holds now filled in.

    Args:
        severities: all levels, worst first.
        longest: how far away the next update may be put; None where none is due at all.
        text: what was typed already.
        note: a sentence above the fields (mrkdwn): why the form was opened instead of a click counting.
    """
    return modal(
        f"Update {view.id}",
        callback_id=FORM_UPDATE,
        blocks=_blocks(view, severities=severities, longest=longest, text=text, note=note),
        submit="Post update",
        metadata=metadata,
    )


def _blocks(
    view: IncidentView, *, severities: Sequence[Severity], longest: timedelta | None, text: str, note: str
) -> Iterator[Block]:
    yield small_print(note or headline(view))
    said = text_input(initial=text, multiline=True, placeholder="Rollback at 50 %, errors falling")
    yield field(UPDATE_TEXT, "What are we doing?", element=said, hint="Nothing new is news too.")
    impact = text_input(initial=view.impact, multiline=True, placeholder="12 % of EU checkouts fail")
    yield field(UPDATE_IMPACT, "What do customers see now?", element=impact, optional=True)
    needs = text_input(initial=view.needs, placeholder="Somebody who knows the payment gateway")
    yield field(UPDATE_NEEDS, "What do we need?", element=needs, optional=True)
    yield from _menus(view, severities=severities)
    if longest is not None:
        yield from _next(view, longest=longest)


def _menus(view: IncidentView, *, severities: Sequence[Severity]) -> Iterator[Block]:
    status = menu("Status", options=statuses(view.status), initial=view.status)
    if status is not None:
        yield field(UPDATE_STATUS, "Status", element=status)
    known = view.severity.name if view.severity_is_set else None
    severity = menu("Not sure yet", options=levels(severities), initial=known)
    if severity is not None:
        yield field(UPDATE_SEVERITY, "Severity", element=severity, optional=known is None)


def _next(view: IncidentView, *, longest: timedelta) -> Iterator[Block]:
    every = view.severity.update_every
    preset = Option(
        label="As the severity asks",
        value=PRESET,
        description=f"{view.severity.name}: {f'every {say(every)}' if every else 'never'}",
    )
    choice = menu("Next update", options=[preset, *spans(longest)], initial=PRESET)
    if choice is not None:
        yield field(UPDATE_NEXT, "Next update due", element=choice)
