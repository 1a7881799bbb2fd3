"""What follows when an effect was carried out: the channel exists, people were called, a file is up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain import effects
from bot.domain.models import Call, Incident, Person
from bot.domain.text import cut
from bot.store import incidents, people
from bot.usecases import capture, membership, run_feedback
from bot.usecases.acting.running import finish
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx


async def after_done(tx: Tx, effect: effects.Effect, *, effect_id: int, result: Mapping[str, Any]) -> None:
    """Write what follows from `effect`, in the transaction that settles it.

    Args:
        result: what delivery learnt, by the names that its part of `bot/delivery/` returns.
    """
    match effect:
        case effects.PostMessage():
            await _posted(tx, effect_id=effect_id, effect=effect, result=result)
        case effects.OpenWarRoom() | effects.JoinWarRoom():
            await _room_opened(tx, effect, result=result)
        case effects.InvitePeople():
            await _invited(tx, effect, effect_id=effect_id, result=result)
        case effects.CallPeople():
            await _called(tx, effect, result=result)
        case effects.CaptureMessage():
            await _captured(tx, effect, result=result)
        case effects.UploadExports():
            await _uploaded(tx, effect, result=result)
        case effects.RefreshMembers():
            await membership.remember_members(tx, channel=effect.channel_id, members=result["members"])
        case effects.RunAction() | effects.FindOwner():
            await _of_runbook(tx, effect, result=result)
        case effects.ArchiveWarRoom():
            incident = await tx.lock(effect.incident_id)
            await tx.record(incident, kind="war_room_archived", text="The war room was archived.")


WITHOUT_CONSEQUENCES = (
    effects.RefreshMessage,
    effects.RefreshTopic,
    effects.RefreshBookmarks,
    effects.PinMessage,
    effects.React,
    effects.RefreshHome,
)
"""Effects of which nothing is written but that they are done, so that no incident need be locked for them."""


async def _of_runbook(
    tx: Tx, effect: effects.RunAction | effects.FindOwner, *, result: Mapping[str, Any]
) -> None:
    if isinstance(effect, effects.RunAction):
        await finish(tx, request_id=effect.request_id, result=result)
    else:
        await run_feedback.tell_owner(tx, effect, result=result)


async def after_give_up(
    tx: Tx, effect: effects.Effect, *, effect_id: int, reason: str, again: bool = False
) -> None:
    """Do what can be done instead of an effect that a person must make possible first.

    Args:
        again: it failed for the same reason before, so all of this was done then.
    """
    if not effect.incident_id or again:
        return  # App Home belongs to a person, not to an incident
    incident = await tx.lock(effect.incident_id)
    await tx.record(
        incident,
        kind="delivery_failed",
        text=f"{await _failed(tx, effect)}: {reason}.",
        data={"effect": effect.kind, "reason": reason},
    )
    if isinstance(effect, effects.OpenWarRoom | effects.JoinWarRoom):
        await _card_elsewhere(tx, incident)
    if isinstance(effect, effects.InvitePeople):
        await _tell_room(tx, incident, effect, effect_id=effect_id)
    if isinstance(effect, effects.CallPeople) and effect.loud:
        incident.nobody_called = not await incidents.calls(tx.session, effect.incident_id)
        tx.session.add(incident)


async def _failed(tx: Tx, effect: effects.Effect) -> str:
    if isinstance(effect, effects.InvitePeople):
        return f"Could not be invited: {', '.join(await tx.names(effect.people))}"
    return f"{_WORDS.get(effect.kind, effect.kind)} failed"


_WORDS = {
    "call_people": "Calling people",
    "open_war_room": "Opening the war room",
    "join_war_room": "Joining the war room",
    "invite_people": "Inviting people",
    "post_message": "Posting a message",
    "refresh_message": "Editing a message",
    "refresh_topic": "Setting the topic",
    "refresh_bookmarks": "Setting the bookmarks",
    "pin_message": "Pinning the card",
    "react": "Reacting to a message",
    "capture_message": "Fetching a message",
    "upload_exports": "Uploading the timeline",
    "archive_war_room": "Archiving the war room",
    "refresh_home": "Drawing App Home",
    "run_action": "Running an action",
    "tell_security": "Telling security",
    "find_owner": "Finding who looks after a runbook",
    "refresh_homes": "Drawing App Home",
}


async def _card_elsewhere(tx: Tx, incident: Incident) -> None:
    """Put the card under the announcement; that of a private incident is for the declarer alone.

    There it ends when the war room has been opened: who has left that reads no more.

    Whoever was told that the war room is being opened is told that it could not be.
    """
    place = effects.direct(incident.declared_by) if incident.private else effects.thread_of("announcement")
    await tx.post(incident, what="card", subject=effects.WITHOUT_ROOM, place=place)
    await _draw_room_links(tx, incident)


async def _draw_room_links(tx: Tx, incident: Incident) -> None:
    """Draw again what says where the war room is."""
    await tx.refresh(incident, what="announcement")
    for call in await incidents.calls(tx.session, number_of(incident)):
        await tx.refresh(incident, what="call", subject=call.person_id)


async def _posted(tx: Tx, *, effect_id: int, effect: effects.PostMessage, result: Mapping[str, Any]) -> None:
    message = await tx.message(effect.incident_id, what=effect.what, subject=effect.subject)
    if message is None or message.effect_id != effect_id or "ts" not in result:
        return  # it is another's, or was not needed any more
    message.channel_id = result["channel"]
    message.ts = result["ts"]
    message.thread_ts = result.get("thread_ts")
    tx.session.add(message)


async def _room_opened(
    tx: Tx, effect: effects.OpenWarRoom | effects.JoinWarRoom, *, result: Mapping[str, Any]
) -> None:
    incident = await tx.lock(effect.incident_id)
    if incident.channel_id is not None:
        return
    incident.channel_id = result["channel"]
    incident.channel_name = result["name"]
    incident.channel_is_ours = isinstance(effect, effects.OpenWarRoom)
    await people.joined(tx.session, channel=result["channel"], people=result.get("members", []))
    if not incident.channel_is_ours:
        await _confirm_members(tx, incident, channel=result["channel"])
    await tx.record(
        incident,
        kind="war_room_opened",
        text=f"War room #{result['name']}",
        data={"channel_id": result["channel"], "channel_name": result["name"]},
    )
    await tx.post(
        incident,
        what="room_link",
        subject=incident.declared_by,
        place=effects.direct(incident.declared_by),
    )
    await _draw_room_links(tx, incident)
    if incident.private:
        await tx.refresh(incident, what="card", subject=effects.WITHOUT_ROOM)  # for the last time


async def _confirm_members(tx: Tx, incident: Incident, *, channel: str) -> None:
    """Have Slack say who is in a private room now: somebody may have left since it let or found them in."""
    if incident.private:
        await tx.emit(effects.RefreshMembers(incident_id=0, channel_id=channel))


async def _invited(
    tx: Tx, effect: effects.InvitePeople, *, effect_id: int, result: Mapping[str, Any]
) -> None:
    incident = await tx.lock(effect.incident_id)
    if incident.channel_id is not None:
        await people.joined(tx.session, channel=incident.channel_id, people=result.get("invited", []))
        await _confirm_members(tx, incident, channel=incident.channel_id)
    failed: Mapping[str, str] = result.get("failed", {})
    for error in sorted(set(failed.values())):  # on their own, so that the card shows how many and why
        left = tuple(person for person, why in sorted(failed.items()) if why == error)
        await tx.emit(effects.InvitePeople(incident_id=effect.incident_id, people=left))
    await _tell_room(tx, incident, effect, effect_id=effect_id)


async def _tell_room(tx: Tx, incident: Incident, effect: effects.InvitePeople, *, effect_id: int) -> None:
    """Name in the war room who was called, if they were; whoever could not come in, too."""
    if effect.called and incident.is_open:
        await tx.post(
            incident,
            what="called",
            subject=f"{effect.called}:{effect_id}",
            place=effects.ROOM,
            facts={"people": list(effect.people), "reason": effect.called},
        )


async def _called(tx: Tx, effect: effects.CallPeople, *, result: Mapping[str, Any]) -> None:
    """Write down who was called, and send each a direct message."""
    incident = await tx.lock(effect.incident_id)
    for known in result.get("learnt", []):
        await people.save(tx.session, Person.model_validate(known))
    if not incident.is_open:
        return  # it ended while Slack was being asked who they are: nobody is called to it any more
    if left := result.get("left"):
        await tx.emit(replace(effect, refs=tuple(left)))
    found: Sequence[Mapping[str, str]] = result.get("people", [])
    missing: Sequence[str] = result.get("missing", [])
    before = {call.person_id: call for call in await incidents.calls(tx.session, effect.incident_id)}
    again = effect.reason in ("no_commander", "backup")
    fresh = [one for one in found if again or one["id"] not in before]
    what = "call" if effect.loud else "told"
    await tx.look_up_messages(effect.incident_id, what=what, subjects=[one["id"] for one in fresh])
    for one in fresh:
        await _call(
            tx, incident, effect, person=one["id"], called_for=one["ref"], known=before.get(one["id"])
        )
    if fresh and effect.loud:
        people_ids = tuple(one["id"] for one in fresh)
        await tx.emit(
            effects.InvitePeople(incident_id=effect.incident_id, people=people_ids, called=effect.reason),
            waits_for=tx.room_is_made_by(incident),
        )
    if effect.loud:
        incident.nobody_called = not found and not before
        await tx.refresh(incident, what="room_link", subject=incident.declared_by)  # now with how many
    gone: Sequence[str] = result.get("gone", [])
    await _record_call(tx, incident, effect, ids=[one["id"] for one in fresh], missing=missing, gone=gone)
    await tx.refresh_card(incident)


async def _call(
    tx: Tx,
    incident: Incident,
    effect: effects.CallPeople,
    *,
    person: str,
    called_for: str,
    known: Call | None,
) -> None:
    if effect.loud and known is None:
        tx.session.add(
            Call(
                incident_id=effect.incident_id,
                person_id=person,
                reason=effect.reason,
                called_for=called_for,
                called_at=tx.now,
            )
        )
    what = "call" if effect.loud else "told"
    subject = person if known is None else f"{person}:{effect.reason}:{int(tx.now.timestamp())}"
    await tx.post(
        incident,
        what=what,
        subject=subject,
        place=effects.direct(person),
        facts={"reason": effect.reason, "called_for": called_for},
    )


async def _record_call(
    tx: Tx,
    incident: Incident,
    effect: effects.CallPeople,
    *,
    ids: Sequence[str],
    missing: Sequence[str],
    gone: Sequence[str],
) -> None:
    names = ", ".join(await tx.names(ids)) or "nobody"
    verb = "Called" if effect.loud else "Told"
    text = f"{verb}: {names}."
    if missing:
        text += f" Not found in Slack: {', '.join(missing)}."
    if gone:
        text += f" No longer in Slack: {', '.join(await tx.names(gone))}."
    await tx.record(
        incident,
        kind="people_called",
        text=text,
        data={"people": list(ids), "reason": effect.reason, "missing": list(missing)},
    )


async def _captured(tx: Tx, effect: effects.CaptureMessage, *, result: Mapping[str, Any]) -> None:
    if result.get("gone"):
        incident = await tx.lock(effect.incident_id)
        subject = f"{effect.channel_id}:{effect.ts}:{effect.by}"
        await tx.post(incident, what="capture_failed", subject=subject, place=effects.direct(effect.by))
        return
    await capture.record_captured(
        tx,
        number=effect.incident_id,
        channel=effect.channel_id,
        ts=effect.ts,
        by=effect.by,
        how=effect.how,
        text=str(result["text"]),
        author=result.get("author"),
        permalink=result.get("permalink"),
        occurred_at=datetime.fromisoformat(str(result["at"])),
        edited_ts=str(result.get("edited_ts", "")),
        at=effect.at,
    )


async def _uploaded(tx: Tx, effect: effects.UploadExports, *, result: Mapping[str, Any]) -> None:
    if result.get("withheld"):
        return  # who asked was taken out of the room meanwhile
    incident = await tx.lock(effect.incident_id)
    where = "to the war room" if effect.to is None else f"for {await tx.name(effect.to)}"
    names = cut(", ".join(effect.formats), 200)
    await tx.record(incident, kind="exported", text=f"Timeline exported {where} as {names}.", actor=effect.to)
