"""Carry out one claimed effect, and say what came of it as a value."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.carriers import files, home, messages, operators, people, rooms
from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure, decide
from bot.domain import effects
from bot.domain.ids import jitter

Carrier = Callable[[Desk, Job, Any], Awaitable[effects.Outcome]]

_CARRIERS: dict[type[effects.Effect], Carrier] = {
    effects.CallPeople: people.call_people,
    effects.OpenWarRoom: rooms.open_war_room,
    effects.JoinWarRoom: rooms.join_war_room,
    effects.InvitePeople: rooms.invite,
    effects.RefreshBookmarks: rooms.bookmarks,
    effects.ArchiveWarRoom: rooms.archive,
    effects.PostMessage: messages.post,
    effects.RefreshMessage: messages.refresh,
    effects.RefreshTopic: messages.topic,
    effects.PinMessage: messages.pin,
    effects.React: messages.react,
    effects.CaptureMessage: files.capture,
    effects.UploadExports: files.upload_exports,
    effects.RefreshHome: home.publish,
    effects.TellOperators: operators.tell,
}


async def carry_out(desk: Desk, job: Job, effect: effects.Effect) -> effects.Outcome:
    """Make one attempt at `effect` and return what came of it.

    Raises:
        LeaseLost: somebody else will carry it out.
        DatabaseUnavailable: it could not be drawn.
    """
    try:
        return await _CARRIERS[type(effect)](desk, job, effect)
    except SlackFailure as failure:
        return decide(failure, attempt=job.attempt, jitter=jitter())
