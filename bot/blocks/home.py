"""App Home: what waits for one person, their open incidents first, and a way to declare."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.drawing import Block, divider, header, row, section, small_print
from bot.blocks.elements import button
from bot.blocks.lists import told
from bot.blocks.wording import at, line, until, who
from bot.domain.views import HandoverView, IncidentOutline

View = dict[str, Any]

MAX_SHOWN: Final = 30
_MAX_BLOCKS: Final = 100  # of a view


class Home(Protocol):
    """What a person's App Home shows."""

    @property
    def mine(self) -> Sequence[IncidentOutline]:
        """Open incidents in which they hold a role or which they declared."""

    @property
    def others(self) -> Sequence[IncidentOutline]:
        """The other open ones that they may see."""

    @property
    def handovers(self) -> Sequence[tuple[IncidentOutline, HandoverView]]:
        """Roles offered to them, unanswered."""

    @property
    def updates_due(self) -> Sequence[IncidentOutline]:
        """Incidents whose overdue status update is theirs to write."""


def home(shown: Home, *, now: datetime, command: str) -> View:
    """Return a person's App Home."""
    blocks = list(_blocks(shown, now=now, command=command))
    return {"type": "home", "blocks": blocks[:_MAX_BLOCKS]}


def _blocks(shown: Home, *, now: datetime, command: str) -> Iterator[Block]:
    declare = button("Declare an incident", action_id=names.OPEN_DECLARE, style="primary")
    if (top := row([declare], block_id="home")) is not None:
        yield top
    yield from _waiting(shown, now=now)
    if not shown.mine and not shown.others:
        yield header("No open incidents")
        yield section("All is calm, as far as Muster knows. Private incidents of others are not shown here.")
    yield from _incidents("Yours", shown.mine, now=now)
    yield from _incidents("Open", shown.others, now=now)
    yield divider()
    typed = line(command, 40)
    yield small_print(
        f"As of {at(now, now)}. `{typed} list` shows ended ones too, `{typed} help` every verb."
    )


def _waiting(shown: Home, *, now: datetime) -> Iterator[Block]:
    """Yield what only this person can do."""
    if not shown.handovers and not shown.updates_due:
        return
    yield header("Waiting for you")
    for view, offer in shown.handovers[:MAX_SHOWN]:
        role = next((one.title for one in view.roles if one.key == offer.role), offer.role)
        origin = Origin(incident=view.number, revision=view.revision, subject=offer.id, choice=offer.role)
        yield section(
            f"{who(offer.from_person or offer.asked_by)} offers you *{line(role, 60)}* of {view.id}"
            f" {line(view.title, 150)}, until {at(offer.expires_at, now)}."
        )
        answers = [
            button("Accept", action_id=names.HANDOVER_ACCEPT, origin=origin, style="primary"),
            button("Decline", action_id=names.HANDOVER_DECLINE, origin=origin),
        ]
        if (choice := row(answers, block_id=f"home:handover:{offer.id}")) is not None:
            yield choice
    for view in shown.updates_due[:MAX_SHOWN]:
        due = view.next_update_due_at
        when = f" {at(due, now)} ({until(due, now)})" if due else ""
        origin = Origin(incident=view.number, revision=view.revision)
        update = button("Update", action_id=names.OPEN_UPDATE, origin=origin, style="primary")
        yield section(
            f"{view.id} {line(view.title, 150)}: its status update was due{when}.",
            accessory=update,
            block_id=f"home:update:{view.number}",
        )


def _incidents(title: str, views: Sequence[IncidentOutline], *, now: datetime) -> Iterator[Block]:
    if not views:
        return
    yield header(title)
    for view in views[:MAX_SHOWN]:
        yield told(view, now=now, block_id=f"home:incident:{view.number}")
