"""Merging: one incident ends inside another one, and can be taken out again."""

from bot.domain import effects, lifecycle, timeline, words
from bot.domain.errors import MoveRefused
from bot.domain.ids import incident_id
from bot.domain.models import Incident
from bot.domain.reply import Reply
from bot.store import incidents, reading
from bot.usecases import transitions
from bot.usecases.changes import check_fresh, conclude, take
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx


async def merge(tx: Tx, *, number: int, into: int, by: str, revision: int | None = None) -> Reply:
    """Let the incident end inside another open one; its people are invited to that one's war room.

    Args:
        into: the number of the one that goes on.
        by: the Slack id of who merges.
        revision: of the incident when the button was drawn; None for a typed command.

    Raises:
        Refusal: they are one incident, the other one is not open or not for the same people, or the button is
            stale.
    """
    if number == into:
        await take(tx, number, by=by)
        raise MoveRefused(words.merge_with_itself(number))
    incident, target = await _take_both(tx, number, into, by=by)
    if incident.status == lifecycle.MERGED and incident.merged_into == into:
        return Reply(text=_merged(number, target), incident=number)
    await check_fresh(tx, incident, revision=revision)
    lifecycle.check_move(incident.status, lifecycle.MERGED, incident=number)
    if not lifecycle.is_open(target.status):
        raise MoveRefused(words.merge_into_ended(into, status=target.status))
    await _check_same_people(tx, incident, target)
    incident.status_before_merge = incident.status
    incident.merged_into = into
    await transitions.enter(tx, incident, status=lifecycle.MERGED, by=by)
    await _record(tx, incident, target, by=by)
    await tx.post(incident, what="merged_into", subject=f"{into}:{incident.revision + 1}", place=effects.ROOM)
    await tx.post(
        target,
        what="merged_here",
        subject=f"{number}:{incident.revision + 1}",
        place=effects.ROOM,
        facts={"other": number},
    )
    await _bring_over(tx, incident, target)
    await conclude(tx, incident, by=by, topic=True)
    await conclude(tx, target, by=by)
    return Reply(text=_merged(number, target), incident=number)


async def unmerge(tx: Tx, *, number: int, by: str, revision: int | None = None) -> Reply:
    """Take a merged incident out again, in the status that it had.

    Raises:
        Refusal: it is not merged, or the button is stale.
    """
    found = await incidents.get(tx.session, number)
    into = found.merged_into if found is not None else None
    numbers = {number} if into is None else {number, into}
    locked = {one: await incidents.lock(tx.session, one) for one in sorted(numbers)}
    incident = await take(tx, number, by=by)
    target = locked.get(incident.merged_into) if incident.merged_into is not None else None
    await check_fresh(tx, incident, revision=revision)
    lifecycle.check_unmerge(incident.status, incident=number)
    status = incident.status_before_merge or lifecycle.INVESTIGATING
    incident.merged_into = incident.status_before_merge = None
    await transitions.enter(tx, incident, status=status, by=by)
    await tx.record(
        incident,
        kind=timeline.UNMERGED,
        text=f"No longer part of {incident_id(into) if into else 'another incident'}; {status} as before.",
        actor=by,
        data={"from": into, "revision": incident.revision + 1},
    )
    await tx.refresh_latest(incident, what="merged_into")
    await conclude(tx, incident, by=by, topic=True)
    if target is not None:
        await _leave(tx, incident, target, by=by)
    return Reply(text=words.unmerged(number, status=status), incident=number)


async def _take_both(tx: Tx, number: int, into: int, *, by: str) -> tuple[Incident, Incident]:
    """Return both incidents, locked in the order of their numbers.

    Raises:
        NoSuchIncident: one of them is not there, or not there for this person.
    """
    taken = {one: await take(tx, one, by=by) for one in sorted((number, into))}
    return taken[number], taken[into]


async def _check_same_people(tx: Tx, incident: Incident, target: Incident) -> None:
    """Let a merge pass that tells nobody of a private incident who is not in its channel.

    The target's room hears of the incident, so of a private one all of the target's members must know it
    already. Its own members hear of the target too, but somebody who is a member invites them there.

    Raises:
        MoveRefused: one is private and the other is not, or the target's room has other members.
    """
    refusal = MoveRefused(words.merge_across_privacy(number_of(target)))
    if incident.private != target.private:
        raise refusal
    if incident.private and not await _members(tx, target) <= await _members(tx, incident):
        raise refusal


async def _members(tx: Tx, incident: Incident) -> set[str]:
    """Return who is in the war room; while there is none yet, whoever will be."""
    if incident.channel_id is not None:
        return await reading.members(tx.session, incident.channel_id)
    held = await reading.held_roles(tx.session, [number_of(incident)])
    return {incident.declared_by, *(term.person_id for term in held)}


async def _bring_over(tx: Tx, incident: Incident, target: Incident) -> None:
    """Invite the people of the incident that ends into the war room of the one that goes on."""
    missing = await _members(tx, incident) - await _members(tx, target)
    known = await reading.people(tx.session, sorted(missing))
    cannot = {person.slack_id for person in known if person.is_bot or person.is_deactivated}
    invited = tuple(sorted(missing - cannot))
    if invited:
        await tx.emit(
            effects.InvitePeople(incident_id=number_of(target), people=invited),
            waits_for=tx.room_is_made_by(target),
        )


async def _record(tx: Tx, incident: Incident, target: Incident, *, by: str) -> None:
    """Put the merge on both timelines."""
    await tx.record(
        incident,
        kind=timeline.MERGED,
        text=f"Merged into {_named(target)}.",
        actor=by,
        data={
            "into": number_of(target),
            "from": incident.status_before_merge,
            "revision": incident.revision + 1,
        },
    )
    await tx.record(
        target,
        kind=timeline.MERGED,
        text=f"{_named(incident)} was merged into this one.",
        actor=by,
        data={"other": number_of(incident)},
    )


async def _leave(tx: Tx, incident: Incident, target: Incident, *, by: str) -> None:
    """Put it on the target's timeline that the incident is no longer part of it."""
    await tx.record(
        target,
        kind=timeline.UNMERGED,
        text=f"{_named(incident)} is no longer part of this one.",
        actor=by,
        data={"other": number_of(incident)},
    )
    await tx.refresh_latest(target, what="merged_here")
    await conclude(tx, target, by=by)


def _named(incident: Incident) -> str:
    return f"{incident_id(number_of(incident))} ({incident.title})"


def _merged(number: int, target: Incident) -> str:
    return words.merged(number, into=number_of(target), into_channel=target.channel_id)
