"""The outbox: every effect once, in order where order matters, and never a lost last state."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from bot.domain import effects
from bot.domain.models import Effect, EffectAttempt
from bot.usecases.declare import declare
from bot.usecases.deliveries import Claimed, Settled, Turn, rearm, take_turn
from bot.usecases.tx import Tx
from tests.support.bench import Bench, owner_named

pytestmark = pytest.mark.both_databases

LEASE = timedelta(seconds=30)


async def turn(bench: Bench, *settled: Settled, owner: str = "one", size: int = 100) -> Turn:
    """Let a worker take one turn."""
    return await bench.do(
        partial(take_turn, owner=owner_named(owner), lease=LEASE, size=size, settled=settled)
    )


async def claim(bench: Bench, *settled: Settled, owner: str = "one", size: int = 100) -> Sequence[Claimed]:
    """Let a worker take one turn and return what it may carry out."""
    return (await turn(bench, *settled, owner=owner, size=size)).claimed


def messages(claimed: Sequence[Claimed]) -> list[Claimed]:
    """Return the new messages: a failure also asks for the card to be drawn again."""
    return [one for one in claimed if isinstance(one.effect, effects.PostMessage)]


def came(claimed: Claimed, outcome: effects.Outcome, *, learnt: Mapping[str, Any] | None = None) -> Settled:
    """Say what came of a claimed effect."""
    return Settled(id=claimed.id, effect=claimed.effect, outcome=outcome, learnt=learnt or {})


def done(claimed: Claimed, **result: Any) -> Settled:
    """Say that an effect has happened."""
    return came(claimed, effects.Done(result=result))


def posted(claimed: Claimed, ts: str = "1.1") -> Settled:
    """Say that a message has been posted."""
    return done(claimed, channel="C0ROOM", ts=ts)


async def say(bench: Bench, number: int, *subjects: str) -> None:
    """Ask for messages in the war room, in this order."""

    async def ask(tx: Tx) -> None:
        incident = await tx.lock(number)
        for subject in subjects:
            await tx.post(incident, what="update", subject=subject, place=effects.ROOM)

    await bench.do(ask)


async def emit(bench: Bench, effect: effects.Effect, *, waits_for: int | None = None) -> int:
    """Write one effect into the outbox and return its row's id."""

    async def write(tx: Tx) -> int:
        await tx.emit(effect, waits_for=waits_for)
        await tx.outgoing.write()
        return max([row.id or 0 for row in (await tx.session.exec(select(Effect))).all()])

    return await bench.do(write)


async def test_messages_of_one_room_are_claimed_one_after_the_other_in_the_order_asked(bench: Bench) -> None:
    """A lane keeps its order: the second message starts only when the first has been posted."""
    number = await bench.incident()
    await say(bench, number, "1", "2")

    (first,) = await claim(bench)
    nothing = await claim(bench)
    (second,) = await claim(bench, posted(first))

    assert nothing == []
    assert [c.effect.payload()["subject"] for c in (first, second)] == ["1", "2"]


async def test_a_message_that_must_wait_holds_those_behind_it(bench: Bench) -> None:
    """What Slack asked to wait for is not overtaken in its own lane, and goes on when the time has come."""
    number = await bench.incident()
    await say(bench, number, "1", "2")
    (first,) = await claim(bench)

    wait = effects.Retry(after_s=20, reason="ratelimited")
    assert messages(await claim(bench, came(first, wait))) == []
    bench.step(seconds=21)
    (again,) = messages(await claim(bench))

    assert again.id == first.id
    assert again.attempt == 2


async def test_giving_up_frees_the_lane_and_blocks_what_depends_on_it(bench: Bench) -> None:
    """One message that can never be posted does not silence the room; its pin waits for a person."""
    number = await bench.incident()
    await say(bench, number, "1", "2")
    (first,) = await claim(bench)
    await emit(bench, effects.PinMessage(incident_id=number, what="update", subject="1"), waits_for=first.id)

    claimed = await claim(bench, came(first, effects.GiveUp(reason="is_archived")))

    said = [c.effect.subject for c in claimed if isinstance(c.effect, effects.PostMessage)]
    pins = await bench.rows(Effect, kind="pin_message")
    assert said == ["2"]
    assert [(pin.state, pin.reason) for pin in pins] == [("blocked", "is_archived")]


async def test_mending_the_cause_lets_blocked_effects_go_on(bench: Bench) -> None:
    """After the bot was let back in, the message and its pin are tried again."""
    number = await bench.incident()
    await say(bench, number, "1")
    (first,) = await claim(bench)
    pin = effects.PinMessage(incident_id=number, what="update", subject="1")
    await emit(bench, pin, waits_for=first.id)
    await claim(bench, came(first, effects.GiveUp(reason="not_in_channel")))

    await bench.do(partial(rearm, incident=number))
    claimed = {c.effect.kind: c for c in await claim(bench)}
    after = await claim(bench, posted(claimed["post_message"]))

    assert "pin_message" not in claimed
    assert "pin_message" in {c.effect.kind for c in after}


async def test_a_change_during_a_refresh_is_drawn_by_another_one(bench: Bench) -> None:
    """Refreshes coalesce, but the state that came while one was under way is never lost."""
    number = await bench.incident()
    topic = effects.RefreshTopic(incident_id=number)
    await emit(bench, topic)
    await emit(bench, topic)

    (first,) = await claim(bench)
    await emit(bench, topic)
    (second,) = await claim(bench, done(first))
    rest = await claim(bench, done(second))

    assert first.id == second.id
    assert rest == []


@pytest.mark.parametrize("card_first", [False, True])
async def test_a_refresh_asked_for_in_the_turn_that_settles_it_is_made(
    bench: Bench, card_first: bool
) -> None:
    """A pin fails while the card is being drawn, and both come back at once: the card is drawn again."""
    number = await bench.incident()
    topic, card = (
        effects.RefreshTopic(incident_id=number),
        effects.RefreshMessage(incident_id=number, what="card"),
    )
    await emit(bench, topic)
    await emit(bench, card)
    under_way = {type(one.effect): one for one in await claim(bench)}
    settled = [
        came(under_way[effects.RefreshTopic], effects.GiveUp(reason="not_in_channel")),
        done(under_way[effects.RefreshMessage]),
    ]

    again = await claim(bench, *(reversed(settled) if card_first else settled))

    assert [one.effect for one in again] == [card]


async def test_a_change_does_not_hasten_a_refresh_that_slack_asked_to_wait(bench: Bench) -> None:
    """A new wish for a rate-limited refresh waits with it."""
    number = await bench.incident()
    topic = effects.RefreshTopic(incident_id=number)
    await emit(bench, topic)
    (first,) = await claim(bench)
    await claim(bench, came(first, effects.Retry(after_s=60, reason="ratelimited")))

    await emit(bench, topic)

    waiting = [c for c in await claim(bench) if c.effect.kind == "refresh_topic"]
    assert waiting == []


async def test_two_workers_never_hold_the_same_effect(bench: Bench) -> None:
    """Whatever many workers claim at the same time, each effect has one owner."""
    number = await bench.incident()
    for ts in range(40):
        await emit(bench, effects.React(incident_id=number, channel_id="C1", ts=str(ts), name="ok"))

    turns = await asyncio.gather(*(claim(bench, owner=f"worker-{n}", size=7) for n in range(6)))

    ids = [claimed.id for one in turns for claimed in one]
    assert len(ids) == len(set(ids)) == 40


async def test_an_effect_whose_owner_vanished_comes_back_in_doubt(bench: Bench) -> None:
    """A lapsed lease means that it may have happened: whoever takes it over must look first."""
    number = await bench.incident()
    await say(bench, number, "1")
    (lost,) = await claim(bench, owner="dead")

    bench.step(seconds=31)
    (found,) = await claim(bench, owner="alive")

    assert (lost.in_doubt, found.in_doubt) == (False, True)
    assert found.id == lost.id


async def test_the_settlement_of_a_worker_that_lost_its_lease_does_not_count(bench: Bench) -> None:
    """A paused worker that wakes up too late learns that its effect is somebody else's."""
    number = await bench.incident()
    await say(bench, number, "1")
    (slow,) = await claim(bench, owner="slow")
    bench.step(seconds=31)
    (quick,) = await claim(bench, owner="quick")
    await claim(bench, posted(quick, ts="2.2"), owner="quick")

    late = await turn(bench, posted(slow, ts="1.1"), owner="slow")

    message = await bench.queries.message(number, what="update", subject="1")
    assert list(late.lost) == [slow.id]
    assert message is not None
    assert message.ts == "2.2"


async def test_a_barrier_waits_for_everything_before_it(bench: Bench) -> None:
    """The room is archived only after all that was to be said in it."""
    number = await bench.incident()
    await say(bench, number, "1")
    await emit(bench, effects.ArchiveWarRoom(incident_id=number))

    (message,) = await claim(bench)
    (archive,) = await claim(bench, posted(message))

    assert archive.effect.kind == "archive_war_room"


async def test_what_matters_most_is_claimed_first(bench: Bench) -> None:
    """When only one effect may start, it is the call, not the bookmark."""
    number = await bench.incident()
    await emit(bench, effects.RefreshBookmarks(incident_id=number))
    await emit(bench, effects.RefreshTopic(incident_id=number))
    await emit(bench, effects.CallPeople(incident_id=number, refs=("@oncall",), reason="declared"))

    order = []
    for _ in range(3):
        (claimed,) = await claim(bench, size=1)
        order.append(claimed.effect.kind)

    assert order == ["call_people", "refresh_topic", "refresh_bookmarks"]


async def test_every_attempt_leaves_a_row(bench: Bench) -> None:
    """What was tried, when and with what result can be read afterwards."""
    number = await bench.incident()
    await say(bench, number, "1")
    (first,) = await claim(bench)
    await claim(bench, came(first, effects.Retry(after_s=1, reason="ratelimited")))
    bench.step(seconds=2)
    again = next(c for c in await claim(bench) if c.id == first.id)
    await claim(bench, posted(again))

    attempts = await bench.rows(EffectAttempt, effect_id=first.id)
    assert [(a.number, a.outcome, a.detail) for a in attempts] == [
        (1, "retry", "ratelimited"),
        (2, "done", ""),
    ]


async def test_what_was_learnt_is_kept_for_the_next_attempt(bench: Bench) -> None:
    """A file's id found out by the first attempt is there for the second."""
    number = await bench.incident()
    upload = effects.UploadExports(incident_id=number, formats=("md",))
    await emit(bench, upload)
    (first,) = await claim(bench)

    settled = came(first, effects.Retry(after_s=0, reason=""), learnt={"files": [{"id": "F1"}]})
    (again,) = await claim(bench, settled)

    assert again.learnt["files"] == [{"id": "F1"}]


async def test_the_private_words_of_an_incident_are_never_queued_for_the_announcements(bench: Bench) -> None:
    """Even when a use-case asks for it, nothing of a private incident goes to the announcement channel."""
    number = await bench.incident(private=True)

    async def ask(tx: Tx) -> tuple[int | None, int | None]:
        incident = await tx.lock(number)
        return (
            await tx.post(incident, what="announced_update", place=effects.ANNOUNCEMENTS),
            await tx.post(incident, what="note", place=effects.thread_of("announcement")),
        )

    assert await bench.do(ask) == (None, None)
    assert await bench.posts() == []


async def test_what_is_asked_for_in_the_turn_that_blocks_its_room_is_blocked_with_it(bench: Bench) -> None:
    """Whom to call is known in the moment in which the war room turns out to be impossible."""
    for person in ("UANA", "UBO"):
        await bench.person(person, name=person.lower())
    await bench.do(partial(declare, by="UANA", title="Checkout is down", severity="SEV1"))
    under_way = {one.effect.kind: one for one in await claim(bench)}
    found = {"people": [{"id": "UBO", "ref": "UBO"}], "missing": [], "learnt": []}
    called = came(under_way["call_people"], effects.Done(result=found))

    await claim(bench, called, came(under_way["open_war_room"], effects.GiveUp(reason="restricted_action")))

    invitations = await bench.rows(Effect, kind="invite_people")
    (of_bo,) = [one for one in invitations if one.payload["people"] == ["UBO"]]
    assert (of_bo.state, of_bo.reason) == ("blocked", "restricted_action")


async def test_success_begins_the_count_of_attempts_anew(bench: Bench) -> None:
    """What is drawn again and again waits after its first failure no longer than what is new."""
    number = await bench.incident()
    topic = effects.RefreshTopic(incident_id=number)
    for _ in range(12):
        await emit(bench, topic)
        (one,) = await claim(bench)
        await claim(bench, done(one))

    await emit(bench, topic)
    (once_more,) = await claim(bench)

    assert once_more.attempt == 1


async def test_a_mended_cause_begins_the_count_of_attempts_anew(bench: Bench) -> None:
    """However often it was tried before it was given up."""
    number = await bench.incident()
    await emit(bench, effects.RefreshTopic(incident_id=number))
    for _ in range(5):
        (one,) = await of_kind(bench, "refresh_topic")
        await claim(bench, came(one, effects.Retry(after_s=0, reason="http_503")), size=0)
    (one,) = await of_kind(bench, "refresh_topic")
    await claim(bench, came(one, effects.GiveUp(reason="not_in_channel")), size=0)

    await bench.do(partial(rearm, incident=number))

    assert [one.attempt for one in await of_kind(bench, "refresh_topic")] == [1]


async def of_kind(bench: Bench, kind: str) -> list[Claimed]:
    """Claim whatever there is and return what is of this kind."""
    return [one for one in await claim(bench) if one.effect.kind == kind]


async def test_what_is_blocked_of_an_incident_that_ended_long_ago_is_left_alone(bench: Bench) -> None:
    """A refused pin of last year is not tried four times an hour for ever, but when the bot is let in."""
    number = await bench.incident(is_open=False, status="closed")
    await emit(bench, effects.RefreshTopic(incident_id=number))
    (one,) = await of_kind(bench, "refresh_topic")
    await claim(bench, came(one, effects.GiveUp(reason="not_in_channel")), size=0)

    bench.step(hours=23)
    await bench.do(rearm)
    (again,) = await of_kind(bench, "refresh_topic")
    await claim(bench, came(again, effects.GiveUp(reason="not_in_channel")), size=0)
    bench.step(hours=2)

    assert await bench.do(rearm) == 0
    assert await bench.do(partial(rearm, incident=number)) == 1


async def test_a_row_that_this_version_cannot_read_holds_up_no_other(bench: Bench) -> None:
    """A version beside this one may give a known kind other fields; its processes will take the row."""
    number = await bench.incident()
    await emit(bench, effects.PinMessage(incident_id=number, what="update", subject="1"))
    await emit(bench, effects.RefreshTopic(incident_id=number))

    async def spoil(tx: Tx) -> None:
        row = (await tx.session.exec(select(Effect).where(Effect.kind == "pin_message"))).one()
        row.payload = {"incident_id": number, "message": "update/1"}
        tx.session.add(row)

    await bench.do(spoil)

    assert [one.effect.kind for one in await claim(bench)] == ["refresh_topic"]
    assert (await bench.rows(Effect, kind="pin_message"))[0].state == "blocked"


async def test_who_stops_tells_the_others_what_they_may_begin_with(bench: Bench) -> None:
    """What is settled last frees what waited for it, and nobody here will take it."""
    number = await bench.incident()
    await say(bench, number, "1", "2")
    (first,) = messages(await claim(bench))
    woken = bench.wakes

    assert await claim(bench, posted(first), size=0) == []

    assert bench.wakes == woken + 1
