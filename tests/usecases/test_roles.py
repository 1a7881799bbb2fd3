"""Roles: they act at once, and who loses one is told."""

import asyncio
from functools import partial

import pytest

from bot.domain.errors import BadPerson, MoveRefused, NoSuchIncident, NotUnderstood
from bot.domain.models import Effect, IncidentTime, RoleAssignment
from bot.usecases.declare import declare
from bot.usecases.roles import assign, unassign
from tests.support.bench import Bench

IC = "incident_commander"


async def holders(bench: Bench, number: int) -> dict[str, str]:
    """Return who holds each role now."""
    terms = await bench.rows(RoleAssignment, incident_id=number, ended_at=None)
    return {term.role: term.person_id for term in terms}


async def test_taking_command_answers_with_the_duties(bench: Bench) -> None:
    """Who takes a role reads its checklist in the answer, and gets no second one."""
    number = await bench.incident(declared_by="UANA", commander_missing_since=bench.now)
    reply = await bench.reply(partial(assign, number=number, by="UBO", role=IC, person="UBO"))
    assert "You are *incident commander*" in reply
    assert "Your duties" in reply
    assert await holders(bench, number) == {IC: "UBO"}
    assert not await bench.posts("duties")
    assert len(await bench.asked("refresh_topic")) == 1
    timers = await bench.timers(number)
    assert "commander" not in timers
    assert "handover" in timers


async def test_who_is_given_a_role_gets_its_duties_and_an_invitation(bench: Bench) -> None:
    """Somebody outside the war room is brought in."""
    number = await bench.incident()
    await bench.do(partial(assign, number=number, by="UANA", role="scribe", person="UCY"))
    (post,) = await bench.posts("duties")
    assert (post.place, post.facts) == ("direct:UCY", {"role": "scribe"})
    (invite,) = await bench.asked("invite_people")
    assert invite.payload()["people"] == ["UCY"]
    assert not await bench.asked("refresh_topic")


async def test_a_role_can_be_given_over_a_present_holder_who_is_told(bench: Bench) -> None:
    """A vanished incident commander must not block command."""
    number = await bench.incident(roles={IC: "UANA"})
    await bench.do(partial(assign, number=number, by="UBO", role=IC, person="UBO"))
    assert await holders(bench, number) == {IC: "UBO"}
    (told,) = await bench.posts("displaced")
    assert (told.place, told.facts) == ("direct:UANA", {"role": IC, "by": "UBO"})
    (entry,) = await bench.entries(number, "role_assigned")
    assert entry.text == "@UBO is incident commander, instead of @UANA."


async def test_who_gives_a_role_away_is_not_told_so(bench: Bench) -> None:
    """They know: they did it."""
    number = await bench.incident(roles={IC: "UANA"})
    await bench.do(partial(assign, number=number, by="UANA", role=IC, person="UBO"))
    assert not await bench.posts("displaced")


async def test_the_same_person_again_changes_nothing(bench: Bench) -> None:
    """The answer is calm, and the revision stays."""
    number = await bench.incident(roles={IC: "UBO"})
    before = await bench.row(number)
    reply = await bench.reply(partial(assign, number=number, by="UANA", role=IC, person="UBO"))
    assert "already" in reply
    assert (await bench.row(number)).revision == before.revision
    assert not await bench.entries(number)


async def test_a_commander_other_than_the_declarer_acknowledges(bench: Bench) -> None:
    """The declarer giving command to somebody is as good as their showing up; giving it to oneself is not."""
    number = await bench.incident(declared_by="UANA")
    await bench.do(partial(assign, number=number, by="UANA", role=IC, person="UANA"))
    assert not await bench.rows(IncidentTime, incident_id=number, name="acknowledged_at")
    bench.step(minutes=3)
    await bench.do(partial(assign, number=number, by="UANA", role=IC, person="UBO"))
    (acknowledged,) = await bench.rows(IncidentTime, incident_id=number, name="acknowledged_at")
    assert acknowledged.value == bench.now


async def test_leaving_command_starts_the_search_for_another(bench: Bench) -> None:
    """The ladder that asks for an incident commander begins when the last one leaves."""
    number = await bench.incident(roles={IC: "UBO"})
    bench.step(minutes=7)
    reply = await bench.reply(partial(unassign, number=number, by="UBO", role=IC))
    assert "You are no longer incident commander" in reply
    assert await holders(bench, number) == {}
    timers = await bench.timers(number)
    assert timers["commander"].anchor == bench.now
    assert "handover" not in timers
    assert len(await bench.entries(number, "role_ended")) == 1


async def test_leaving_a_role_nobody_holds_changes_nothing(bench: Bench) -> None:
    """The answer is calm."""
    number = await bench.incident()
    assert "nothing was changed" in await bench.reply(
        partial(unassign, number=number, by="UBO", role="scribe")
    )
    assert (await bench.row(number)).revision == 0


@pytest.mark.parametrize("standing", ["is_bot", "is_deactivated", "is_guest", "is_stranger"])
async def test_who_cannot_take_part_is_given_no_role(bench: Bench, standing: str) -> None:
    """Bots, deactivated accounts and outsiders who are not in the war room are refused."""
    await bench.person("UEVE", **{standing: True})
    number = await bench.incident()
    with pytest.raises(BadPerson):
        await bench.do(partial(assign, number=number, by="UANA", role=IC, person="UEVE"))
    assert await holders(bench, number) == {}


async def test_a_role_nobody_configured_is_refused(bench: Bench) -> None:
    """The sentence names those that are."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="`ic`, `tech`, `comms` or `scribe`"):
        await bench.do(partial(assign, number=number, by="UANA", role="wizard", person="UBO"))


@pytest.mark.parametrize("status", ["closed", "cancelled", "merged"])
async def test_the_roles_of_an_ended_incident_stay_as_they_were(bench: Bench, status: str) -> None:
    """The sentence says how to go on."""
    number = await bench.incident(status=status, is_open=False, roles={IC: "UBO"})
    with pytest.raises(MoveRefused, match=status):
        await bench.do(partial(assign, number=number, by="UANA", role=IC, person="UANA"))
    assert await holders(bench, number) == {IC: "UBO"}


async def test_a_private_incident_does_not_exist_for_outsiders(bench: Bench) -> None:
    """Its number reads like one that was never given."""
    number = await bench.incident(private=True)
    with pytest.raises(NoSuchIncident):
        await bench.do(partial(assign, number=number, by="UEVE", role=IC, person="UEVE"))


async def test_an_invitation_waits_for_the_war_room(bench: Bench) -> None:
    """Before the channel exists, the invitation is written down and waits."""
    reply = await bench.do(partial(declare, by="UANA", title="Checkout"))
    assert reply.incident is not None
    room = (await bench.row(reply.incident)).opening_effect_id
    await bench.do(partial(assign, number=reply.incident, by="UANA", role="scribe", person="UCY"))
    invites = await bench.rows(Effect, kind="invite_people")
    assert [(row.payload["people"], row.waits_for) for row in invites] == [(["UANA"], room), (["UCY"], room)]


@pytest.mark.both_databases
async def test_several_people_taking_command_at_once_leave_one_holder(bench: Bench) -> None:
    """Nobody's command is lost on the timeline, and one person holds the role."""
    number = await bench.incident(commander_missing_since=bench.now)
    await asyncio.gather(
        *(bench.do(partial(assign, number=number, by=f"U{i}", role=IC, person=f"U{i}")) for i in range(5))
    )
    assert len(await holders(bench, number)) == 1
    assert len(await bench.entries(number, "role_assigned")) == 5
    assert (await bench.row(number)).revision == 5
