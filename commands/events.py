"""Events: what happened in the workspace without anybody asking the bot for anything."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.domain.errors import Refusal
from bot.domain.models import Person
from bot.domain.reply import Reply
from bot.log import get_logger
from bot.usecases import capture, membership
from bot.usecases.changes import note_activity
from bot.usecases.homes import show_home
from bot.usecases.tx import Tx
from commands import payload
from commands.deps import Deps
from commands.payload import Body, Event

log = get_logger(__name__)

_SPOKEN: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages in which a person says something; the others are Slack's own words."""


class Events:
    """Answers events.

    Raises what a database raises: then Slack sends the event again. A refusal is an answer nobody waits for.
    """

    def __init__(self, deps: Deps) -> None:
        """Remember what events work with."""
        self._deps = deps

    async def listen(self, body: Body, ack: AsyncAck) -> None:
        """Follow one event, once, and acknowledge it when what it asks for is committed."""
        event = payload.event(body)
        follow = FOLLOWED.get(event.type)
        if follow is not None:
            try:
                await follow(Heard(event=event, deps=self._deps))
            except Refusal as refusal:
                log.info("event_refused", type=event.type, reason=type(refusal).__name__)
        await ack()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An event, as its handler gets it."""

    event: Event
    deps: Deps

    @property
    def what(self) -> Mapping[str, Any]:
        """Slack's own event."""
        return self.event.what

    @property
    def user(self) -> str:
        """Whom it is about, as an id; empty for nobody."""
        user = self.what.get("user") or ""
        return user if isinstance(user, str) else str(user.get("id", ""))

    @property
    def channel(self) -> str:
        """Where it happened, as an id; empty for nowhere."""
        channel = self.what.get("channel") or ""
        return channel if isinstance(channel, str) else str(channel.get("id", ""))

    @property
    def is_about_us(self) -> bool:
        """Whether it is about the bot itself."""
        return self.user == self.deps.bot

    async def war_room(self, channel: str) -> int | None:
        """Return the incident whose war room that is, or None: most of what is heard is about none."""
        return await self.deps.queries.number_of_channel(channel)

    async def is_captured(self, ts: str) -> bool:
        """Tell whether a message of this channel is on a timeline; most are not, and need no transaction."""
        return await self.deps.queries.is_captured(channel=self.channel, ts=ts)

    async def once(self, use_case: Callable[[Tx], Awaitable[object]]) -> None:
        """Carry out a use-case, once for this event."""

        async def silently(tx: Tx) -> Reply:
            await use_case(tx)
            return Reply(text="")

        await self.deps.runner.once(self.event.key, silently)


# ---------------------------------------------------------------- messages and reactions


async def _message(heard: Heard) -> None:
    subtype = str(heard.what.get("subtype") or "")
    if subtype == "message_changed":
        await _edited(heard)
    elif subtype == "message_deleted":
        await _deleted(heard)
    elif subtype in _SPOKEN and heard.user and not heard.what.get("bot_id"):
        await _spoken(heard)


async def _spoken(heard: Heard) -> None:
    """Note that somebody is there; said twice it changes nothing, so a chat costs no row for every line."""
    number = await heard.war_room(heard.channel)
    if number is not None:
        await heard.deps.directory.person(heard.user)  # so that the timeline can name who answered a call
        await heard.deps.runner.run(partial(note_activity, number=number, by=heard.user))


async def _edited(heard: Heard) -> None:
    """Follow the edit of a captured message; one that was deleted over its thread stays as a tombstone."""
    message = heard.what.get("message") or {}
    ts = str(message.get("ts", ""))
    if message.get("subtype") == "tombstone":
        await _gone(heard, ts=ts)
    elif await heard.is_captured(ts):
        edited = message.get("edited") or {}
        text, at = str(message.get("text", "")), str(edited.get("ts", ""))
        follow = partial(capture.follow_edit, channel=heard.channel, ts=ts, text=text, by=edited.get("user"))
        await heard.once(partial(follow, edited_ts=at))


async def _deleted(heard: Heard) -> None:
    await _gone(heard, ts=str(heard.what.get("deleted_ts", "")))


async def _gone(heard: Heard, *, ts: str) -> None:
    if await heard.is_captured(ts):
        await heard.once(partial(capture.follow_deletion, channel=heard.channel, ts=ts))


async def _reaction(heard: Heard, *, added: bool) -> None:
    """Follow a pushpin in a war room; others' reactions are their own matter."""
    item = heard.what.get("item") or {}
    channel, ts = str(item.get("channel", "")), str(item.get("ts", ""))
    if heard.what.get("reaction") != capture.PUSHPIN or item.get("type") != "message" or not heard.user:
        return
    number = await heard.war_room(channel)
    if number is None:
        return
    await heard.deps.directory.person(heard.user)
    use_case: Callable[..., Awaitable[object]] = capture.release
    if added:
        use_case = partial(capture.request_capture, how=capture.PUSHPIN)
    at = str(heard.what.get("event_ts", ""))
    await heard.once(partial(use_case, number=number, channel=channel, ts=ts, by=heard.user, at=at))


# ---------------------------------------------------------------- people and channels


async def _joined(heard: Heard) -> None:
    if await heard.war_room(heard.channel) is None:
        return  # who is in a channel is read when it becomes a war room
    if heard.is_about_us:
        await heard.once(partial(membership.bot_joined, channel=heard.channel))
        return
    if heard.user not in await heard.deps.queries.room_members(heard.channel):  # whom we invited is
        await heard.once(partial(membership.joined, channel=heard.channel, person=heard.user))


async def _left(heard: Heard) -> None:
    if heard.is_about_us:
        await heard.once(partial(membership.bot_removed, channel=heard.channel))
        return
    await heard.once(partial(membership.left, channel=heard.channel, person=heard.user))


async def _archived(heard: Heard) -> None:
    if not heard.is_about_us:  # what the bot did itself it has written down already
        by = heard.user or None
        await heard.once(partial(membership.room_archived, channel=heard.channel, by=by))


async def _unarchived(heard: Heard) -> None:
    by = heard.user or None
    await heard.once(partial(membership.room_unarchived, channel=heard.channel, by=by))


async def _room_deleted(heard: Heard) -> None:
    by = heard.user or None
    await heard.once(partial(membership.room_deleted, channel=heard.channel, by=by))


async def _renamed(heard: Heard) -> None:
    channel = heard.what.get("channel") or {}
    name = str(channel.get("name_normalized") or channel.get("name") or "")
    if name:
        await heard.once(partial(membership.room_renamed, channel=heard.channel, name=name))


async def _id_changed(heard: Heard) -> None:
    old, new = str(heard.what.get("old_channel_id", "")), str(heard.what.get("new_channel_id", ""))
    if old and new:
        await heard.once(partial(membership.room_id_changed, old=old, new=new))


async def _person(heard: Heard) -> None:
    """Keep what changed of a person; most changes are of a photo or a mood, and no matter of ours."""
    user = heard.what.get("user")
    if not isinstance(user, Mapping) or not user.get("id"):
        return
    person = heard.deps.directory.read(user)
    known = await heard.deps.queries.person(person.slack_id)
    if known is None or _kept(known) != _kept(person):
        await heard.once(partial(membership.remember_person, person=person))


def _kept(person: Person) -> dict[str, Any]:
    return person.model_dump(exclude={"refreshed_at", "direct_channel"})


async def _home(heard: Heard) -> None:
    if heard.what.get("tab", "home") == "home" and heard.user:
        await heard.deps.directory.person(heard.user)  # who is of this workspace sees more
        await heard.once(partial(show_home, person=heard.user))


FOLLOWED: Final[Mapping[str, Callable[[Heard], Awaitable[None]]]] = {
    "message": _message,
    "reaction_added": partial(_reaction, added=True),
    "reaction_removed": partial(_reaction, added=False),
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_archive": _archived,
    "group_archive": _archived,
    "channel_unarchive": _unarchived,
    "group_unarchive": _unarchived,
    "channel_deleted": _room_deleted,
    "group_deleted": _room_deleted,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_id_changed": _id_changed,
    "user_change": _person,
    "team_join": _person,
    "app_home_opened": _home,
}
"""The handler of each event; all others are acknowledged and forgotten."""
