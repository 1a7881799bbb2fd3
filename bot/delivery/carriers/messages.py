"""Messages: posted once, found again by the effect's id in their metadata, drawn again where they stand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from bot.blocks.drawing import Drawing
from bot.delivery.carriers.people import mentioned
from bot.delivery.carriers.places import Spot, find
from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure
from bot.delivery.pictures import draw_message, draw_topic
from bot.domain.effects import (
    WITHOUT_ROOM,
    Done,
    Outcome,
    PinMessage,
    PostMessage,
    React,
    RefreshMessage,
    RefreshTopic,
)
from bot.domain.views import IncidentView

EVENT_TYPE = "muster_message"
"""The metadata's type; its payload holds the effect's id and nothing else, since every member can read it."""

_CLOCK_SKEW = timedelta(minutes=2)
_PAGE = 200


async def post(desk: Desk, job: Job, effect: PostMessage) -> Outcome:
    """Post a message, unless an earlier attempt turns out to have posted it.

    A question that was answered before it could be asked is not asked: after an hour without Slack nobody
    wants to read what they did long ago.
    """
    view = await job.reading.incident(effect.incident_id)
    picture = await desk.queries.picture(view, what=effect.what, subject=effect.subject, facts=effect.facts)
    drawing = draw_message(desk, picture, what=_drawn_as(view, effect))
    if drawing.is_moot and not job.in_doubt:
        return Done(result={})
    try:
        spot = await find(desk, job, view, effect.place)
    except SlackFailure:
        if drawing.is_moot:
            return Done(result={})  # what it would have stood below was not needed either
        raise
    if job.in_doubt:
        found = await _look_up(desk, job, spot)
        if found is not None or drawing.is_moot:
            return Done(result=found or {})
    if effect.what in ("announcement", "raised"):
        mentions = await mentioned(desk, job, view.severity.mention)
        drawing = draw_message(desk, picture, what=effect.what, mentions=mentions)
    arguments: dict[str, Any] = {
        "channel": spot.channel,
        "text": drawing.text,
        "blocks": drawing.blocks,
        "metadata": _metadata(job),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if spot.thread_ts is not None:
        arguments |= {"thread_ts": spot.thread_ts, "reply_broadcast": effect.broadcast}
    answer = await desk.call(job, "chat.postMessage", **arguments)
    return Done(result={"channel": answer["channel"], "ts": answer["ts"], "thread_ts": spot.thread_ts})


def _drawn_as(view: IncidentView, effect: PostMessage | RefreshMessage) -> str:
    """Return what is drawn in a message's place: of a private incident nothing is told beside its room."""
    stands_in = effect.what == "card" and effect.subject == WITHOUT_ROOM
    return "card_ended" if stands_in and view.private and view.channel_id else effect.what


async def tell(desk: Desk, job: Job, *, channel: str, drawing: Drawing) -> Outcome:
    """Post a word that belongs to no incident, unless an earlier attempt turns out to have posted it."""
    if job.in_doubt and (found := await _look_up(desk, job, Spot(channel=channel))) is not None:
        return Done(result=found)
    answer = await desk.call(
        job,
        "chat.postMessage",
        channel=channel,
        text=drawing.text,
        blocks=drawing.blocks,
        metadata=_metadata(job),
    )
    return Done(result={"channel": answer["channel"], "ts": answer["ts"]})


def _metadata(job: Job) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"effect": job.id}}


async def _look_up(desk: Desk, job: Job, spot: Spot) -> dict[str, Any] | None:
    """Return where the message of this effect already stands, or None."""
    async for found in copies(desk, job, spot):
        return found
    return None


async def copies(desk: Desk, job: Job, spot: Spot) -> AsyncIterator[dict[str, Any]]:
    """Yield where messages of this effect stand: one, but for a worker that was held up."""
    channel = await _channel_id(desk, job, spot)
    if channel is None:
        return
    oldest = f"{(job.first_tried_at - _CLOCK_SKEW).timestamp():.6f}"
    arguments: dict[str, Any] = {
        "channel": channel,
        "oldest": oldest,
        "include_all_metadata": True,
        "limit": _PAGE,
    }
    method = "conversations.history"
    if spot.thread_ts is not None:
        method = "conversations.replies"
        arguments["ts"] = spot.thread_ts
    while True:
        answer = await desk.call(job, method, **arguments)
        for message in answer.get("messages", []):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("effect") == job.id:
                yield {"channel": channel, "ts": message["ts"], "thread_ts": spot.thread_ts}
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        arguments["cursor"] = cursor


async def _channel_id(desk: Desk, job: Job, spot: Spot) -> str | None:
    """Return the id of the place: the announcement channel may be configured by its name."""
    if not spot.channel.startswith("#"):
        return spot.channel
    name = spot.channel.removeprefix("#")
    arguments: dict[str, Any] = {
        "types": "public_channel,private_channel",
        "exclude_archived": True,
        "limit": _PAGE,
    }
    while True:
        answer = await desk.call(job, "conversations.list", **arguments)
        for channel in answer.get("channels", []):
            if channel.get("name") == name:
                return str(channel["id"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        arguments["cursor"] = cursor


async def refresh(desk: Desk, job: Job, effect: RefreshMessage) -> Outcome:
    """Draw a message again where it stands."""
    view = await job.reading.incident(effect.incident_id)
    found = await job.reading.message(effect.incident_id, what=effect.what, subject=effect.subject)
    if found is None or found.standing.ts is None:
        return Done(result={})
    message = found.standing
    picture = await desk.queries.picture(view, what=effect.what, subject=effect.subject, facts=found.facts)
    drawing = draw_message(desk, picture, what=_drawn_as(view, effect))
    await desk.call(
        job,
        "chat.update",
        channel=message.channel_id,
        ts=message.ts,
        text=drawing.text,
        blocks=drawing.blocks,
    )
    return Done(result={})


async def pin(desk: Desk, job: Job, effect: PinMessage) -> Outcome:
    """Pin a message."""
    found = await job.reading.message(effect.incident_id, what=effect.what, subject=effect.subject)
    if found is None or found.standing.channel_id is None:
        raise SlackFailure("pins.add", "no_message", certain=True)
    at = found.standing
    return await _repeatable(desk, job, "pins.add", "already_pinned", channel=at.channel_id, timestamp=at.ts)


async def react(desk: Desk, job: Job, effect: React) -> Outcome:
    """Answer a message with a reaction."""
    return await _repeatable(
        desk,
        job,
        "reactions.add",
        "already_reacted",
        channel=effect.channel_id,
        timestamp=effect.ts,
        name=effect.name,
    )


async def topic(desk: Desk, job: Job, effect: RefreshTopic) -> Outcome:
    """Make the topic of the war room true."""
    view = await job.reading.incident(effect.incident_id)
    if view.channel_id is None:
        raise SlackFailure("conversations.setTopic", "no_war_room", certain=True)
    await desk.call(job, "conversations.setTopic", channel=view.channel_id, topic=draw_topic(view))
    return Done(result={})


async def _repeatable(desk: Desk, job: Job, method: str, already: str, **arguments: Any) -> Outcome:
    """Make a call that may be repeated freely; that it was made already is success."""
    try:
        await desk.call(job, method, **arguments)
    except SlackFailure as failure:
        if failure.error != already:
            raise
    return Done(result={})
