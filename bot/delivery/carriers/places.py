"""Places: from "the war room of INC-42" to a channel and a thread."""

from dataclasses import dataclass

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure
from bot.domain.effects import ANNOUNCEMENTS, ROOM, read_thread
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
    thread = read_thread(place)
    parent = await job.reading.message(view.number, what=thread[0], subject=thread[1]) if thread else None
    if parent is None or parent.standing.channel_id is None or parent.standing.ts is None:
        raise SlackFailure("place", "no_message", certain=True)
    above = parent.standing
    return Spot(channel=parent.standing.channel_id, thread_ts=above.thread_ts or above.ts)
