"""People and channels, as Slack's events tell of them: incidents follow."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.domain import effects, lifecycle, timeline
from bot.domain.models import Incident, Person
from bot.domain.roles import INCIDENT_COMMANDER
from bot.store import incidents, outbox, people, reading, rooms
from bot.usecases import changes, homes, offers, terms
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx

_ARCHIVED: Final = "The war room was archived{by}. Nothing can be posted in it until it is unarchived."
_UNARCHIVED: Final = "The war room was unarchived{by}."
_DELETED: Final = "The war room was deleted{by}. Nothing can be posted in it any more."
_REMOVED: Final = "The bot was removed from the war room. Invite it again; what waits will follow."
_BACK: Final = "The bot is in the war room again."

ASK_AGAIN: Final = timedelta(minutes=50)
"""After so long Slack is asked again who is in the room of a private incident. Muster looks around every
quarter of an hour, so that whoever left unheard is out within about an hour."""

ASK_AGAIN_AFTER_END: Final = timedelta(hours=23)
"""The same once the incident has ended."""


# ---------------------------------------------------------------- people


async def remember_person(tx: Tx, *, person: Person) -> None:
    """Keep what Slack told us of a person; the roles of an account that was switched off become free.

    Their App Home is drawn again while they may be looking at it: other incidents may be theirs to see now.
    A role that nobody can fill must not look filled: the incident has no commander then, and asks for one.
    """
    await people.save(tx.session, person)
    if await homes.is_looking(tx, person=person.slack_id):
        await tx.emit(effects.RefreshHome(incident_id=0, person=person.slack_id))
    if not person.is_deactivated:
        return
    for number in sorted(await reading.incidents_held_by(tx.session, person.slack_id)):
        await _free_roles(tx, await tx.lock(number), person=person.slack_id)


async def _free_roles(tx: Tx, incident: Incident, *, person: str) -> None:
    number = number_of(incident)
    commanded = False
    for role in tx.config.roles.values():
        holder = await incidents.holder(tx.session, number, role=role.key)
        if holder is None or holder.person_id != person:
            continue
        await offers.overtake(tx, incident, role=role.key)
        await terms.end(tx, incident, role=role)
        commanded = commanded or role.key == INCIDENT_COMMANDER
        await tx.record(
            incident,
            kind=timeline.ROLE_ENDED,
            text=f"{await tx.name(person)} is no longer {role.title}: the account was deactivated in Slack.",
            data={"role": role.key, "person": person},
        )
    await changes.conclude(tx, incident, by=None, topic=commanded)


async def joined(tx: Tx, *, channel: str, person: str) -> None:
    """Remember that a person came into a channel; of a private room Slack is asked, which then counts.

    The news of somebody's coming may arrive after that of their leaving.
    """
    if await _is_private(tx, channel):
        await _ask_for_members(tx, channel)
    else:
        await people.joined(tx.session, channel=channel, people=[person])


async def spoke_in(tx: Tx, *, channel: str, person: str) -> None:
    """Remember that a person is in the channel where they have just used a command: Slack lets no others.

    Of a private room Slack is asked all the same, for they may have left since.
    """
    await people.joined(tx.session, channel=channel, people=[person])
    if await _is_private(tx, channel):
        await _ask_for_members(tx, channel)


async def left(tx: Tx, *, channel: str, person: str) -> None:
    """Remember that a person left a channel; a private incident goes from their App Home with it."""
    await people.left(tx.session, channel=channel, person=person)
    if await _is_private(tx, channel):
        await tx.emit(effects.RefreshHome(incident_id=0, person=person))
        await _ask_for_members(tx, channel)


async def _ask_for_members(tx: Tx, channel: str) -> None:
    await tx.emit(effects.RefreshMembers(incident_id=0, channel_id=channel))


async def check_members(tx: Tx, *, afresh: bool) -> None:
    """Ask Slack who is in the rooms of private incidents: the news of somebody's leaving may have been lost.

    Args:
        afresh: news may have been missed just now, so that it does not matter when each was asked about last;
            of those that have ended, which only become more, each is asked about once a day all the same.
    """
    for channel, status, asked_at in await rooms.private_rooms(
        tx.session, target=effects.RefreshMembers.targets
    ):
        lives = status in lifecycle.PATH
        again = ASK_AGAIN if lives else ASK_AGAIN_AFTER_END
        if (afresh and lives) or asked_at is None or asked_at + again <= tx.now:
            await _ask_for_members(tx, channel)


async def _is_private(tx: Tx, channel: str) -> bool:
    """Tell whether it matters who is in a channel."""
    return any(incident.private for incident in await incidents.rooms_named(tx.session, channel))


async def remember_members(tx: Tx, *, channel: str, members: Sequence[str]) -> None:
    """Make the members of a private room those that Slack has just listed; who is gone reads it nowhere."""
    for gone in sorted(await reading.members(tx.session, channel) - set(members)):
        await people.left(tx.session, channel=channel, person=gone)
        await tx.emit(effects.RefreshHome(incident_id=0, person=gone))
    await people.joined(tx.session, channel=channel, people=members)


# ---------------------------------------------------------------- the bot itself


async def bot_joined(tx: Tx, *, channel: str) -> None:
    """Try again what could not be done while the bot was not in this war room, and ask what it missed."""
    for incident in await incidents.rooms_named(tx.session, channel):
        if incident.private:
            await _ask_for_members(tx, channel)
        if await _rearm(tx, incident):
            await _can_speak(tx, incident, text=_BACK)


async def bot_removed(tx: Tx, *, channel: str) -> None:
    """Note that the bot was put out of a war room; what it cannot do there it shows elsewhere."""
    for incident in await incidents.rooms_named(tx.session, channel):
        await tx.record(incident, kind=timeline.DELIVERY_FAILED, text=_REMOVED)
        await changes.conclude(tx, incident, by=None)


# ---------------------------------------------------------------- the channel


async def room_archived(tx: Tx, *, channel: str, by: str | None) -> None:
    """Note that somebody archived a war room.

    Args:
        by: the Slack id of who did it; the edge leaves out what the bot did itself.
    """
    for incident in await incidents.rooms_named(tx.session, channel):
        text = _ARCHIVED.format(by=await _by(tx, by))
        await tx.record(incident, kind=timeline.WAR_ROOM_ARCHIVED, text=text, actor=by)
        await changes.conclude(tx, incident, by=None)


async def room_unarchived(tx: Tx, *, channel: str, by: str | None) -> None:
    """Note that a war room can be used again, and try again what could not be done meanwhile."""
    for incident in await incidents.rooms_named(tx.session, channel):
        await _rearm(tx, incident)
        if incident.private:
            await _ask_for_members(tx, channel)
        await _can_speak(tx, incident, text=_UNARCHIVED.format(by=await _by(tx, by)), actor=by)


async def room_deleted(tx: Tx, *, channel: str, by: str | None) -> None:
    """Note that a war room is gone for good."""
    for incident in await incidents.rooms_named(tx.session, channel):
        text = _DELETED.format(by=await _by(tx, by))
        await tx.record(incident, kind=timeline.WAR_ROOM_ARCHIVED, text=text, actor=by)
        await changes.conclude(tx, incident, by=None)


async def room_renamed(tx: Tx, *, channel: str, name: str) -> None:
    """Follow a war room to its new name."""
    for incident in await incidents.rooms_named(tx.session, channel):
        if incident.channel_name == name:
            continue
        incident.channel_name = name
        tx.session.add(incident)
        await tx.record(
            incident,
            kind=timeline.DETAILS_CHANGED,
            text=f"The war room is called #{name} now.",
            data={"channel_name": name},
        )
        await changes.conclude(tx, incident, by=None)


async def room_id_changed(tx: Tx, *, old: str, new: str) -> None:
    """Follow a channel whose id Slack has changed: incidents, messages and memberships go with it."""
    for incident in await incidents.rooms_named(tx.session, old):
        incident.channel_id = new
        tx.session.add(incident)
    await reading.rekey_messages(tx.session, old=old, new=new)
    await people.rekey_channel(tx.session, old=old, new=new)


async def _rearm(tx: Tx, incident: Incident) -> int:
    """Make due again what could not be done, and return how much that is."""
    count = await outbox.rearm(tx.session, now=tx.now, incident_id=number_of(incident))
    tx.emitted += count
    return count


async def _can_speak(tx: Tx, incident: Incident, *, text: str, actor: str | None = None) -> None:
    data = {"channel_id": incident.channel_id, "channel_name": incident.channel_name}
    await tx.record(incident, kind=timeline.WAR_ROOM_OPENED, text=text, actor=actor, data=data)
    await changes.conclude(tx, incident, by=None, topic=True)


async def _by(tx: Tx, person: str | None) -> str:
    return f" by {await tx.name(person)}" if person is not None else ""
