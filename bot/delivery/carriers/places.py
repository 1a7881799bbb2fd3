"""Places: from "the war room of INC-42" to a channel and a thread."""

from dataclasses import dataclass

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure
from bot.domain.effects import ANNOUNCEMENTS, ROOM
from bot.domain.views import IncidentView


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A channel, and the thread in it where that matters."""

    channel: str
    thread_ts: str | None = None


async def find(desk: Desk, job: Job, view: IncidentView, place: str) -> Spot:
    """Return where `place` is.

    Raises:
        SlackFailure: there is no such place (`no_war_room`, `no_message`), or it may not be used (`private`).
    """
    if place == ROOM:
        if view.channel_id is None:
            raise SlackFailure("place", "no_war_room", certain=True)
        return Spot(channel=view.channel_id)
    if place.startswith("direct:"):
        return Spot(channel=await desk.direct_channel(job, place.removeprefix("direct:")))
    if place == ANNOUNCEMENTS:
        if view.private:
            raise SlackFailure("place", "private", certain=True)  # the last guard of the promise of privacy
        return Spot(channel=desk.config.announcements.channel)
    what, _, subject = place.removeprefix("thread:").partition("/")
    parent = await desk.queries.message(view.number, what=what, subject=subject)
    if parent is None or parent.channel_id is None or parent.ts is None:
        raise SlackFailure("place", "no_message", certain=True)
    return Spot(channel=parent.channel_id, thread_ts=parent.thread_ts or parent.ts)
