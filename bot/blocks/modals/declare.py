"""The declare form: the title is all that is needed, everything else can wait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.blocks.actions import FORM_DECLARE, NOT_SURE
from bot.blocks.drawing import Block, small_print
from bot.blocks.elements import Option, checkboxes, field, menu, moment_input, radio, text_input
from bot.blocks.fields import (
    COMMAND,
    DECLARE_IMPACT,
    DECLARE_PRIVATE,
    DECLARE_ROLE,
    DECLARE_SERVICES,
    DECLARE_SEVERITY,
    DECLARE_STARTED_AT,
    DECLARE_TITLE,
    REPORT,
    YES,
)
from bot.blocks.modals.choices import severities as levels
from bot.blocks.modals.frame import View, modal
from bot.blocks.wording import DOT, line, somebody
from bot.domain.severity import Severity
from bot.domain.text import channel_mention

MAX_TITLE: Final = 200


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What stands in the form already: from a message, or from words typed after the verb.

    Args:
        severity: a level's name; empty for "not sure yet".
        in_command: whether "I am IC" is chosen.
    """

    title: str = ""
    severity: str = ""
    impact: str = ""
    services: str = ""
    started_at: datetime | None = None
    in_command: bool = False
    private: bool = False


def declare_form(
    draft: Draft, *, severities: Sequence[Severity], default: Severity, announced_in: str, metadata: str
) -> View:
    """Return the declare form.

    Args:
        severities: all levels, worst first.
        default: the level in force while nobody has said one.
        announced_in: the announcement channel's id, or its name as configured; empty for none.
        metadata: comes back with the submission.
    """
    return modal(
        "Declare an incident",
        callback_id=FORM_DECLARE,
        blocks=_blocks(draft, severities=severities, default=default, announced_in=announced_in),
        submit="Declare",
        metadata=metadata,
    )


def _blocks(
    draft: Draft, *, severities: Sequence[Severity], default: Severity, announced_in: str
) -> Iterator[Block]:
    title = text_input(initial=draft.title, placeholder="Checkout returns 500s", max_length=MAX_TITLE)
    yield field(DECLARE_TITLE, "What is happening?", element=title)
    yield from _severity(draft, severities=severities, default=default)
    impact = text_input(initial=draft.impact, multiline=True, placeholder="12 % of EU checkouts fail")
    yield field(DECLARE_IMPACT, "What do customers see?", element=impact, optional=True)
    services = text_input(initial=draft.services, placeholder="checkout, payments", max_length=MAX_TITLE)
    yield field(DECLARE_SERVICES, "Affected services", element=services, optional=True)
    started = moment_input(initial=draft.started_at)
    yield field(
        DECLARE_STARTED_AT, "Started at", element=started, optional=True, hint="In your own time zone."
    )
    yield _role(draft)
    yield _private(draft)
    yield small_print(_called(severities), _announced(announced_in))


def _severity(draft: Draft, *, severities: Sequence[Severity], default: Severity) -> Iterator[Block]:
    unsure = Option(
        label="Not sure yet",
        value=NOT_SURE,
        description=f"Treated as {default.name} until somebody says.",
    )
    choice = menu("Severity", options=[*levels(severities), unsure], initial=draft.severity or NOT_SURE)
    if choice is not None:
        hint = "By customer impact. When in doubt declare higher; lowering it later is easy."
        yield field(DECLARE_SEVERITY, "Severity", element=choice, hint=hint)


def _role(draft: Draft) -> Block:
    options = [
        Option(label="I am just reporting", value=REPORT),
        Option(label="I am incident commander", value=COMMAND),
    ]
    chosen = COMMAND if draft.in_command else REPORT
    return field(DECLARE_ROLE, "Your part", element=radio(options, initial=chosen))


def _private(draft: Draft) -> Block:
    option = Option(
        label="Private",
        value=YES,
        description="Only the members of its channel know of it. It is not announced.",
    )
    boxes = checkboxes([option], initial=[YES] if draft.private else [])
    return field(DECLARE_PRIVATE, "Who may know", element=boxes, optional=True)


def _called(severities: Sequence[Severity]) -> str:
    """Say who is called at which level; honest where nobody is."""
    told = []
    for one in severities:
        name = line(one.name, 40)
        if one.call:
            told.append(f"{name} {', '.join(somebody(ref) for ref in one.call)}")
        elif one.tell:
            told.append(f"{name} nobody ({', '.join(somebody(ref) for ref in one.tell)} told)")
        else:
            told.append(f"{name} nobody")
    return f"*Called at once*  {DOT.join(told)}"


def _announced(announced_in: str) -> str:
    if not announced_in:
        return "*Announced*  nowhere"
    return f"*Announced in*  {channel_mention(announced_in)}, unless it is private"
