"""Carry out one claimed effect, and say what came of it as a value."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.blocks.registry import WHAT
from bot.delivery.carriers import acting, files, home, messages, people, rooms, telling
from bot.delivery.desk import Desk, Job
from bot.delivery.failure import Backoff, SlackFailure, decide
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
    effects.RefreshHomes: home.publish_again,
    effects.RefreshMembers: rooms.members,
    effects.TellOperators: telling.tell_operators,
    effects.RunAction: acting.run,
    effects.TellSecurity: telling.tell_security,
    effects.FindOwner: people.find_owner,
}


async def carry_out(desk: Desk, job: Job, effect: effects.Effect) -> effects.Outcome:
    """Make one attempt at `effect` and return what came of it.

    Raises:
        LeaseLost: somebody else will carry it out.
        DatabaseUnavailable: it could not be drawn.
    """
    if isinstance(effect, effects.PostMessage | effects.RefreshMessage) and effect.what not in WHAT:
        return _left_to_others(job)
    try:
        return await _CARRIERS[type(effect)](desk, job, effect)
    except SlackFailure as failure:
        return decide(failure, attempt=job.attempt, jitter=jitter(), rank=job.rank)


OTHERS_TRY = 6
"""After so many attempts, half a minute, a message that only a newer version can draw frees its lane."""


def _left_to_others(job: Job) -> effects.Outcome:
    """Wait for a process of the newer version; while versions change there is one beside this."""
    if job.attempt >= OTHERS_TRY:
        return effects.GiveUp(reason=effects.NEWER_ONLY)
    return effects.Retry(after_s=Backoff().wait_s(job.attempt, jitter=jitter()), reason="")
