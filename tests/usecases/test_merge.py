"""Merging: the work goes on in one place, and nobody learns of what is private."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.domain import effects
from bot.domain.errors import MoveRefused, NoSuchIncident, Refusal, Stale
from bot.domain.models import Handover, IncidentTime, RoleAssignment
from bot.store import people
from bot.usecases.handover import request
from bot.usecases.merge import merge, unmerge
from bot.usecases.status import change_status
from tests.support.bench import Bench

IC = "incident_commander"


async def join(bench: Bench, channel: str, *members: str) -> None:
    """Let people be in a channel."""
    await bench.do(lambda tx: people.joined(tx.session, channel=channel, people=members))


async def pair(bench: Bench, **fields: object) -> tuple[int, int]:
    """Return the numbers of two open incidents with rooms and members of their own."""
    first = await bench.incident(channel_id="C1", **fields)
    second = await bench.incident(channel_id="C2", title="Payments fail", **fields)
    await join(bench, "C1", "UANA", "UBO")
    await join(bench, "C2", "UANA", "UCY")
    return first, second


async def test_a_merged_incident_ends_inside_the_other(bench: Bench) -> None:
    """Its reminders stop, both rooms are told once, and its people are invited over."""
    due = bench.now + timedelta(minutes=5)
    target, number = await pair(bench, next_update_due_at=due, roles={IC: "UANA"})
    reply = await bench.reply(partial(merge, number=number, into=target, by="UANA"))
    assert f"INC-{number} ends inside INC-{target}" in reply
    row = await bench.row(number)
    assert (row.status, row.is_open, row.merged_into, row.status_before_merge) == (
        "merged",
        False,
        target,
        "investigating",
    )
    assert row.next_update_due_at is None
    assert not await bench.timers(number)
    posts = [(post.incident_id, post.what, post.place) for post in await bench.posts()]
    assert posts == [(number, "merged_into", effects.ROOM), (target, "merged_here", effects.ROOM)]
    (invite,) = await bench.asked("invite_people")
    assert (invite.incident_id, invite.payload()["people"]) == (target, ["UCY"])
    (entry,) = await bench.entries(target, "merged")
    assert entry.text == f"INC-{number} (Payments fail) was merged into this one."
    assert len(await bench.entries(number, "merged")) == 1


async def test_the_roles_of_a_merged_incident_stay_recorded(bench: Bench) -> None:
    """Who did what is part of its history; offers end."""
    target, number = await pair(bench, roles={IC: "UANA"})
    await bench.do(partial(request, number=number, by="UANA", role=IC, to="UBO"))
    await bench.do(partial(merge, number=number, into=target, by="UANA"))
    (term,) = await bench.rows(RoleAssignment, incident_id=number)
    assert term.ended_at is None
    assert [offer.state for offer in await bench.rows(Handover)] == ["overtaken"]


async def test_an_unmerged_incident_is_as_it_was(bench: Bench) -> None:
    """The status, with the times it had; updates fall due again."""
    target, number = await pair(bench)
    await bench.do(partial(change_status, number=number, to="monitoring", by="UANA"))
    mitigated = bench.now
    bench.step(minutes=3)
    await bench.do(partial(merge, number=number, into=target, by="UANA"))
    bench.step(minutes=3)
    reply = await bench.reply(partial(unmerge, number=number, by="UANA"))
    assert "*monitoring*, as it was" in reply
    row = await bench.row(number)
    assert (row.status, row.is_open, row.merged_into, row.status_before_merge) == (
        "monitoring",
        True,
        None,
        None,
    )
    assert row.next_update_due_at == bench.now + timedelta(minutes=15)
    assert {"update", "monitoring"} <= set(await bench.timers(number))
    times = [one.value for one in await bench.rows(IncidentTime, incident_id=number, name="mitigated_at")]
    assert times == [mitigated]
    assert len(await bench.entries(target, "unmerged")) == 1
    refreshed = await bench.asked("refresh_message", what="merged_into")
    assert [one.incident_id for one in refreshed] == [number]


async def test_an_incident_can_be_merged_again_after_an_unmerge(bench: Bench) -> None:
    """Both rooms are told a second time."""
    target, number = await pair(bench)
    for _ in range(2):
        await bench.do(partial(merge, number=number, into=target, by="UANA"))
        await bench.do(partial(unmerge, number=number, by="UANA"))
    assert len(await bench.posts("merged_into")) == 2
    assert len(await bench.posts("merged_here")) == 2


async def test_merging_twice_is_calm(bench: Bench) -> None:
    """A double click merges once."""
    target, number = await pair(bench)
    click = partial(merge, number=number, into=target, by="UANA", revision=0)
    assert await bench.reply(click) == await bench.reply(click)
    assert len(await bench.entries(number, "merged")) == 1


async def test_an_incident_is_not_merged_into_itself_or_into_what_has_ended(bench: Bench) -> None:
    """The sentences say what to do instead."""
    target, number = await pair(bench)
    with pytest.raises(MoveRefused, match="itself"):
        await bench.do(partial(merge, number=number, into=number, by="UANA"))
    await bench.do(partial(change_status, number=target, to="resolved", by="UANA"))
    with pytest.raises(MoveRefused, match="resolved"):
        await bench.do(partial(merge, number=number, into=target, by="UANA"))
    with pytest.raises(NoSuchIncident):
        await bench.do(partial(merge, number=number, into=99, by="UANA"))


async def test_a_click_from_before_another_move_is_stale(bench: Bench) -> None:
    """It was resolved meanwhile."""
    target, number = await pair(bench)
    await bench.do(partial(change_status, number=number, to="resolved", by="UCY"))
    with pytest.raises(Stale):
        await bench.do(partial(merge, number=number, into=target, by="UANA", revision=0))


@pytest.mark.parametrize("private", ["source", "target"])
async def test_a_private_and_a_public_incident_are_never_merged(bench: Bench, private: str) -> None:
    """One of the rooms would learn of what it may not know."""
    public = await bench.incident(channel_id="C1")
    hidden = await bench.incident(channel_id="C2", private=True)
    await join(bench, "C2", "UANA")
    number, into = (hidden, public) if private == "source" else (public, hidden)
    with pytest.raises(MoveRefused, match="not for the same people"):
        await bench.do(partial(merge, number=number, into=into, by="UANA"))


async def test_private_incidents_are_merged_only_among_those_who_know_of_both(bench: Bench) -> None:
    """Whoever is in the target's room must be in the other one's already."""
    target, number = await pair(bench, private=True)
    with pytest.raises(MoveRefused, match="not for the same people"):
        await bench.do(partial(merge, number=number, into=target, by="UANA"))
    await join(bench, "C2", "UBO")
    await bench.do(partial(merge, number=number, into=target, by="UANA"))
    assert (await bench.row(number)).merged_into == target


async def test_who_may_not_see_one_of_the_two_cannot_merge_them(bench: Bench) -> None:
    """A private number reads like one that was never given."""
    target, number = await pair(bench, private=True)
    with pytest.raises(NoSuchIncident, match=f"INC-{target}"):
        await bench.do(partial(merge, number=number, into=target, by="UCY"))


async def test_unmerging_what_is_not_merged_is_refused(bench: Bench) -> None:
    """There is nothing to take apart."""
    number = await bench.incident()
    with pytest.raises(MoveRefused, match="not merged"):
        await bench.do(partial(unmerge, number=number, by="UANA"))


@pytest.mark.both_databases
async def test_two_incidents_merged_into_each_other_at_once_end_in_one(bench: Bench) -> None:
    """The second finds its target gone: no two incidents end inside each other."""
    first, second = await pair(bench)

    async def attempt(number: int, into: int) -> bool:
        try:
            await bench.do(partial(merge, number=number, into=into, by="UANA"))
        except Refusal:
            return False
        return True

    done = await asyncio.gather(attempt(first, second), attempt(second, first))
    assert sorted(done) == [False, True]
    statuses = sorted([(await bench.row(number)).status for number in (first, second)])
    assert statuses == ["investigating", "merged"]
