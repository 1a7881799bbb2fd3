"""The war room: created once, joined, filled with people, archived."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure
from bot.domain.effects import (
    ArchiveWarRoom,
    Done,
    GiveUp,
    InvitePeople,
    JoinWarRoom,
    OpenWarRoom,
    Outcome,
    RefreshBookmarks,
    RefreshMembers,
)
from bot.domain.text import channel_name, cut
from bot.usecases.queries import Room

BATCH = 100
"""People per `conversations.invite` (Slack's documented limit)."""

PUBLIC_CHANNEL = "public_channel"
"""Why the bot does not join: everybody in the channel would see a private incident."""

_SUFFIXES = ("", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9")
_PAGE = 200
_ALREADY_IN = frozenset({"already_in_channel", "cant_invite_self"})


async def open_war_room(desk: Desk, job: Job, effect: OpenWarRoom) -> Outcome:
    """Create the channel, under another name if the first is taken by somebody else."""
    view = await job.reading.turn(desk.queries.room(effect.incident_id))
    for suffix in _SUFFIXES:
        name = channel_name(desk.config.war_room.name, number=view.number, title=view.title, suffix=suffix)
        try:
            answer = await desk.call(job, "conversations.create", name=name, is_private=view.private)
        except SlackFailure as failure:
            if failure.error != "name_taken":
                raise
            if job.in_doubt and (own := await _own_channel(desk, job, view, name)) is not None:
                return _room(desk, own)
            continue
        return _room(desk, answer["channel"])
    return GiveUp(reason="name_taken")


def _room(desk: Desk, channel: dict[str, Any]) -> Done:
    return Done(
        result={"channel": channel["id"], "name": channel["name"], "members": [desk.slack.bot_user_id]}
    )


async def _own_channel(desk: Desk, job: Job, view: Room, name: str) -> dict[str, Any] | None:
    """Return the channel of that name if it can only be ours, made by an attempt whose answer was lost."""
    kind = "private_channel" if view.private else "public_channel"
    arguments: dict[str, Any] = {"types": kind, "exclude_archived": True, "limit": _PAGE}
    while True:
        answer = await desk.call(job, "users.conversations", **arguments)
        for channel in answer.get("channels", []):
            ours = channel.get("name") == name and channel.get("creator") == desk.slack.bot_user_id
            fresh = float(channel.get("created", 0)) >= job.first_tried_at.timestamp() - 120
            if ours and fresh and await desk.queries.number_of_channel(channel["id"]) is None:
                return dict(channel)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        arguments["cursor"] = cursor


async def join_war_room(desk: Desk, job: Job, effect: JoinWarRoom) -> Outcome:
    """Join the channel that people chose as the war room; a private one lets in only who is invited.

    What was said of the channel when it was chosen may be wrong: it may bear the name by which Slack calls
    private ones. A private incident goes into no public channel.
    """
    view = await job.reading.turn(desk.queries.room(effect.incident_id))
    info = await desk.call(job, "conversations.info", channel=effect.channel_id)
    channel = info["channel"]
    if view.private and not channel.get("is_private"):
        return GiveUp(reason=PUBLIC_CHANNEL)
    if not channel.get("is_member"):
        await desk.call(job, "conversations.join", channel=effect.channel_id)
    members = await _members(desk, job, effect.channel_id)
    return Done(result={"channel": channel["id"], "name": channel["name"], "members": members})


async def members(desk: Desk, job: Job, effect: RefreshMembers) -> Outcome:
    """Ask who is in a channel."""
    return Done(result={"members": await _members(desk, job, effect.channel_id)})


async def _members(desk: Desk, job: Job, channel: str) -> list[str]:
    members: list[str] = []
    arguments: dict[str, Any] = {"channel": channel, "limit": _PAGE}
    while True:
        answer = await desk.call(job, "conversations.members", **arguments)
        members += answer.get("members", [])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return members
        arguments["cursor"] = cursor


async def invite(desk: Desk, job: Job, effect: InvitePeople) -> Outcome:
    """Bring people into the war room; who cannot be invited does not keep the others out."""
    view = await job.reading.incident(effect.incident_id)
    if view.channel_id is None:
        raise SlackFailure("conversations.invite", "no_war_room", certain=True)
    failed: dict[str, str] = {}
    for batch in _batches(effect.people):
        failed |= await _invite_batch(desk, job, view.channel_id, batch)
    invited = [person for person in effect.people if person not in failed]
    if not invited and len(set(failed.values())) == 1:
        return GiveUp(reason=next(iter(failed.values())))
    return Done(result={"invited": invited, "failed": failed})


async def _invite_batch(desk: Desk, job: Job, channel: str, batch: Sequence[str]) -> dict[str, str]:
    """Invite up to `BATCH` people; return the errors of those who could not be."""
    try:
        answer = await desk.call(
            job, "conversations.invite", channel=channel, users=",".join(batch), force=True
        )
    except SlackFailure as failure:
        errors = _errors(failure.data)
        if not errors and len(batch) == 1 and failure.error in _PERSONAL | _ALREADY_IN:
            errors = {batch[0]: failure.error}
        elif not errors and failure.error in _ALREADY_IN:
            return {}
        if not errors:
            raise
        answer = failure.data
    return {person: error for person, error in _errors(answer).items() if error not in _ALREADY_IN}


_PERSONAL = frozenset(
    {
        "cant_invite",
        "user_not_found",
        "no_user",
        "user_is_restricted",
        "ura_max_channels",
        "org_user_not_in_team",
        "invitee_cant_see_channel",
        "user_disabled",
    }
)
"""Errors that concern the person, not the channel or the bot."""


def _errors(answer: Any) -> dict[str, str]:
    """Return the error of each person who was not invited, as far as Slack names them."""
    listed = answer.get("errors") or []
    return {str(one["user"]): str(one["error"]) for one in listed if not one.get("ok") and one.get("user")}


def _batches(people: Sequence[str]) -> Iterable[Sequence[str]]:
    return (people[start : start + BATCH] for start in range(0, len(people), BATCH))


async def bookmarks(desk: Desk, job: Job, effect: RefreshBookmarks) -> Outcome:
    """Add the configured bookmarks and the incident's links that the channel does not have yet."""
    view = await job.reading.incident(effect.incident_id)
    if view.channel_id is None:
        raise SlackFailure("bookmarks.add", "no_war_room", certain=True)
    wanted = [
        (mark.title, mark.url.replace("{number}", str(view.number)), mark.emoji)
        for mark in desk.config.war_room.bookmarks
    ]
    wanted += [(link.title or link.url, link.url, None) for link in view.links]
    if not wanted:
        return Done(result={})
    answer = await desk.call(job, "bookmarks.list", channel_id=view.channel_id)
    present = {mark.get("link") for mark in answer.get("bookmarks", [])}
    for title, url, emoji in wanted:
        if url not in present:
            await desk.call(
                job,
                "bookmarks.add",
                channel_id=view.channel_id,
                title=cut(title, _TITLE),
                type="link",
                link=url,
                **({"emoji": f":{emoji}:"} if emoji else {}),
            )
            present.add(url)
    return Done(result={})


_TITLE = 80
"""Longer titles do not fit Slack's bar; the whole one is kept with the incident's links."""


async def archive(desk: Desk, job: Job, effect: ArchiveWarRoom) -> Outcome:
    """Archive the war room; that it was archived already is success."""
    view = await job.reading.incident(effect.incident_id)
    if view.channel_id is None:
        return Done(result={})
    try:
        await desk.call(job, "conversations.archive", channel=view.channel_id)
    except SlackFailure as failure:
        if failure.error != "already_archived":
            raise
    return Done(result={})
