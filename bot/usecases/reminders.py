"""Reminders: timers that are due fire their rung, once, and wait for the next; what people answer to them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.domain import cadence, timeline, words
from bot.domain.cadence import Ladder, climb, desired_ladders
from bot.domain.durations import say
from bot.domain.errors import Stale
from bot.domain.models import Incident, Timer
from bot.domain.reply import Reply
from bot.store import reading, timers
from bot.usecases import changes, handover
from bot.usecases.acting import deciding, emergency, ledger
from bot.usecases.ladders import held, sync_timers, timer_facts
from bot.usecases.offers import LAPSE
from bot.usecases.rungs import SAID, Fired, speak
from bot.usecases.time_boxes import fire_time_box
from bot.usecases.tx import Tx

ON_TIME = timedelta(minutes=1)
"""A reminder that comes at most this late is not worth a word about it."""


async def fire(tx: Tx, *, timer_ids: Sequence[int]) -> list[Fired]:
    """Let timers do what is due now, where it still is, and return the reminders that fired.

    Their conditions are looked at again under the incidents' locks, which are taken in the order of their
    numbers. A rung, its timeline entry and the wait for the next one are one transaction, so no rung fires
    twice.
    """
    numbers = await reading.incidents_of_timers(tx.session, timer_ids)
    known = sorted((numbers[timer_id], timer_id) for timer_id in timer_ids if timer_id in numbers)
    for number in sorted(set(numbers.values())):  # all of them, before any effect gets its id
        await tx.lock(number)
    fired = [await _fire(tx, timer_id=timer_id, number=number) for number, timer_id in known]
    return [one for one in fired if one is not None]


async def _fire(tx: Tx, *, timer_id: int, number: int) -> Fired | None:
    incident = await tx.lock(number)
    timer = await timers.still_due(tx.session, timer_id, now=tx.now)
    if timer is None:
        return None
    if timer.kind in LAPSING:
        await _lapse(tx, timer)
        return None
    if timer.kind == cadence.TIME_BOX:
        await fire_time_box(tx, incident, timer)
        return None
    ladder = desired_ladders(await timer_facts(tx, incident), tx.config.severity(incident.severity)).get(
        timer.kind
    )
    if ladder is None or ladder.anchor != timer.anchor:
        await sync_timers(tx, incident)
        return None
    return await _climb(tx, incident, timer, ladder)


async def _climb(tx: Tx, incident: Incident, timer: Timer, ladder: Ladder) -> Fired | None:
    """Fire the highest rung reached, unless quiet hours hold it, and wait for the next."""
    waited_for = timer.due_at or tx.now
    heard_at = held(tx, incident, tx.now)
    if heard_at is not None and heard_at > tx.now:
        timer.due_at = heard_at
        tx.session.add(timer)
        return None
    step = climb(ladder, rung=timer.rung, now=tx.now)
    reached = step.next_rung - 1
    timer.rung = step.next_rung
    timer.due_at = held(tx, incident, step.due_at)
    tx.session.add(timer)
    if step.fire is None:
        return None
    since = max(waited_for, held(tx, incident, ladder.due_at(reached)) or waited_for)
    fired = Fired(
        incident=incident,
        level=tx.config.severity(incident.severity),
        kind=timer.kind,
        rung=step.fire.name,
        anchor=ladder.anchor,
        generation=timer.generation,
        skipped=tuple(rung.name for rung in step.skipped),
        late_since=since if tx.now - since > ON_TIME else None,
    )
    to = await speak(tx, fired)
    await _record(tx, fired, to=to)
    await tx.refresh_card(incident)
    return fired


async def _record(tx: Tx, fired: Fired, *, to: str) -> None:
    text = f"{SAID[fired.kind, fired.rung]}: {to}"
    if fired.late_since is not None:
        text += f", {say(tx.now - fired.late_since)} late because Muster was away"
    if fired.skipped:
        text += f"; left out: {', '.join(SAID[fired.kind, rung].lower() for rung in fired.skipped)}"
    await tx.record(
        fired.incident,
        kind=timeline.REMINDER_FIRED,
        text=f"{text}.",
        data={
            "ladder": fired.kind,
            "rung": fired.rung,
            "skipped": list(fired.skipped),
            "late_since": fired.late_since.isoformat() if fired.late_since else None,
        },
    )


async def _lapse(tx: Tx, timer: Timer) -> None:
    timer.due_at = None  # whatever became of the offer, this timer has done its work
    tx.session.add(timer)
    await tx.session.flush()  # settling the offer deletes the timer
    await LAPSING[timer.kind](tx, int(timer.subject))


LAPSING: Final[Mapping[str, Callable[[Tx, int], Awaitable[None]]]] = {
    LAPSE: lambda tx, subject: handover.lapse(tx, handover_id=subject),
    ledger.LAPSE: lambda tx, subject: deciding.lapse(tx, request_id=subject),
    emergency.END: lambda tx, subject: emergency.lapse(tx, access_id=subject),
}
"""What ends by itself, by the kind of its timer; the subject is its id."""


async def put_off(tx: Tx, *, timer_id: int, by: timedelta) -> None:
    """Leave a timer that cannot be fired alone for a while, so that it does not hold up the others."""
    numbers = await reading.incidents_of_timers(tx.session, [timer_id])
    if timer_id not in numbers:
        return
    await tx.lock(numbers[timer_id])
    timer = await timers.still_due(tx.session, timer_id, now=tx.now)
    if timer is not None:
        timer.due_at = tx.now + by
        tx.session.add(timer)


# ---------------------------------------------------------------- what people answer


async def still_on_it(tx: Tx, *, number: int, by: str, generation: int | None = None) -> Reply:
    """Take "still on it" for an answer: the incident counts as active from now.

    Args:
        by: the Slack id of who answered.
        generation: of the timer whose reminder was clicked.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        Stale: somebody was active since it was asked.
    """
    incident = await changes.take(tx, number, by=by)
    await _check_asked(tx, number, kind=cadence.ACTIVITY, generation=generation)
    incident.last_activity_at = tx.now
    tx.session.add(incident)
    await changes.acknowledge(tx, incident, by=by)
    await sync_timers(tx, incident)
    return Reply(text=words.still_active(), incident=number)


async def still_monitoring(tx: Tx, *, number: int, by: str, generation: int | None = None) -> Reply:
    """Take "not yet" for an answer to "confirm resolved?": it is asked again after as long.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        Stale: it is no longer monitored, or was answered before.
    """
    return await _ask_again(tx, number=number, by=by, kind=cadence.MONITORING, generation=generation)


async def close_later(tx: Tx, *, number: int, by: str, generation: int | None = None) -> Reply:
    """Take "later" for an answer to "close?": it is asked again after as long.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        Stale: it is no longer resolved, or was answered before.
    """
    return await _ask_again(tx, number=number, by=by, kind=cadence.CLOSE, generation=generation)


async def _ask_again(tx: Tx, *, number: int, by: str, kind: str, generation: int | None) -> Reply:
    """Let a ladder that has asked its question wait once more for as long as it did the first time."""
    incident = await changes.take(tx, number, by=by)
    timer = await _check_asked(tx, number, kind=kind, generation=generation)
    ladder = desired_ladders(await timer_facts(tx, incident), tx.config.severity(incident.severity))[kind]
    after = tx.now + ladder.rungs[0].offset
    again_at = held(tx, incident, after) or after
    timer.rung = 0
    timer.due_at = again_at
    timer.generation += 1
    tx.session.add(timer)
    incident.last_activity_at = tx.now
    tx.session.add(incident)
    await changes.acknowledge(tx, incident, by=by)
    await sync_timers(tx, incident)
    return Reply(text=words.asked_again_at(again_at), incident=number)


async def _check_asked(tx: Tx, number: int, *, kind: str, generation: int | None) -> Timer:
    """Return the timer whose question was answered.

    Raises:
        Stale: it stands no longer, or has moved on since the button was drawn.
    """
    timer = await timers.get(tx.session, incident_id=number, kind=kind)
    if timer is None or (generation is not None and timer.generation != generation):
        raise Stale(words.question_settled())
    return timer
