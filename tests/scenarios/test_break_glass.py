"""Emergency access: with a reason, told to security, for a while; and never a private incident's words."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.allowed import BreakGlass
from tests.scenarios.acting import Programs, acting_world, allowing, card, clicks, posted, started
from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World

REASON = "the vault is sealed and customers cannot pay"


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """The program that the action runs."""
    return Programs(tmp_path)


def _world(database_url: str, programs: Programs, *, channel: str | None = "#security") -> World:
    actions = replace(allowing(programs, risk="safe"), break_glass=BreakGlass(channel=channel))
    world = acting_world(database_url, actions, risk="safe", break_glass=True)
    world.slack.workspace.add_person("sam")
    world.slack.workspace.add_channel("security", members=["sam"], with_bot=True)
    return world


def _told(world: World) -> list[str]:
    """Return what security reads."""
    return world.actor("sam").sees("security")


async def test_what_needs_emergency_access_does_not_run_without_it(
    database_url: str, programs: Programs
) -> None:
    """The sentence says how to get it."""
    async with _world(database_url, programs) as world:
        await started(world)
        assert "It needs emergency access." in world.slack.workspace.text(await card(world))
        said = await clicks(world, world.ana, await card(world), "Run it")
        assert "`/incident runbook breakglass why it cannot wait`. Security is told." in said
        assert programs.runs == []
        assert _told(world) == []


async def test_with_a_reason_it_runs_and_security_is_told_of_grant_use_and_end(
    database_url: str, programs: Programs
) -> None:
    """Everything is on the timeline too; it ends by itself."""
    async with _world(database_url, programs) as world:
        await started(world)
        said = await say(world, f"runbook breakglass {REASON}")
        assert "You have emergency access until" in said
        await world.calm()
        (granted,) = _told(world)
        for words in ("*Emergency access*  @ana until", "INC-1: checkout returns 500s", REASON):
            assert words in granted
        shown = world.slack.workspace.text(await posted(world, "*Emergency access*"))
        assert REASON in shown

        await clicks(world, world.ana, await card(world), "Run it")
        assert programs.runs == ["db-1"]
        assert "*Emergency access used*  by @ana" in _told(world)[1]
        assert "command clean" in _told(world)[1]

        await world.pass_time(minutes=30)
        assert "*Emergency access ended*  @ana" in _told(world)[2]
        timeline = await say(world, "timeline")
        assert f"@ana has emergency access until 14:30 UTC: {REASON}" in timeline
        assert "The emergency access of @ana has ended by itself." in timeline
        assert "This needs emergency access." in await say(world, "runbook run")
        assert programs.runs == ["db-1"]


async def test_it_is_one_persons(database_url: str, programs: Programs) -> None:
    """Others ask for their own."""
    async with _world(database_url, programs) as world:
        await started(world)
        await say(world, f"runbook breakglass {REASON}")
        assert "This needs emergency access." in await say(world, "runbook run", by=world.bo)
        assert programs.runs == []


async def test_it_can_be_ended_by_anybody_there(database_url: str, programs: Programs) -> None:
    """By word and by button: less power needs no permission."""
    async with _world(database_url, programs) as world:
        await started(world)
        await say(world, f"runbook breakglass {REASON}")
        said = await say(world, "runbook breakglass end", by=world.bo)
        assert said == "Emergency access has ended. Security is told."
        assert "This needs emergency access." in await say(world, "runbook run")
        await say(world, f"runbook breakglass {REASON}")
        await clicks(world, world.bo, await posted(world, "*Emergency access*"), "End it")
        assert "This needs emergency access." in await say(world, "runbook run")
        assert "Nobody has emergency access" in await say(world, "runbook breakglass end")
        assert sum("access ended" in one for one in _told(world)) == 2


@pytest.mark.parametrize("reason", ["", "fire", "   "])
async def test_without_a_reason_there_is_none(database_url: str, programs: Programs, reason: str) -> None:
    """Whoever reads it next week must understand."""
    async with _world(database_url, programs) as world:
        await started(world)
        assert "Say it in a sentence" in await say(world, f"runbook breakglass {reason}".strip())
        assert _told(world) == []


async def test_the_card_opens_the_form(database_url: str, programs: Programs) -> None:
    """It asks for the reason and nothing else."""
    async with _world(database_url, programs) as world:
        await started(world)
        await world.ana.click(await card(world), "Emergency access…")
        await world.slack.workspace.until(lambda: world.ana.view() is not None)
        await world.calm()
        await world.ana.submit(values={"reason": REASON})
        await world.calm()
        assert REASON in _told(world)[0]


async def test_without_a_channel_for_security_nobody_gets_it(database_url: str, programs: Programs) -> None:
    """Access that nobody learns of is none that we give."""
    async with _world(database_url, programs, channel=None) as world:
        await started(world)
        said = await say(world, f"runbook breakglass {REASON}")
        assert "the configuration names no channel in which security is told" in said
        assert "There is no emergency access here" in await say(world, "runbook run")
        assert programs.runs == []


async def test_security_reads_no_word_of_a_private_incident(database_url: str, programs: Programs) -> None:
    """Who, until when, and where it is kept: no number, no title, no reason, no action."""
    async with _world(database_url, programs) as world:
        room = await declared(world, "private sev1 payroll leaked")
        await say(world, "runbook start disk-full", channel=room)
        await say(world, f"runbook breakglass {REASON}", channel=room)
        await say(world, "runbook run", channel=room)
        await world.calm()
        await world.pass_time(minutes=30)
        assert programs.runs == ["db-1"]
        told = _told(world)
        assert len(told) == 3
        for one in world.actor("sam").sees_anywhere():
            for words in ("payroll", "INC-1", "vault", "clean", room, "private"):
                assert words not in one, one
        assert "What it is for is not for this channel: ask who has it." in told[0]


async def test_a_security_channel_that_the_bot_cannot_reach_is_owned_up_to(
    database_url: str, programs: Programs
) -> None:
    """The card says that security was not told, and why."""
    actions = allowing(programs, risk="safe", break_glass=BreakGlass(channel="#nowhere"))
    async with acting_world(database_url, actions, risk="safe", break_glass=True) as world:
        await started(world)
        await say(world, f"runbook breakglass {REASON}")
        await world.calm()
        assert "Security could not be told" in "\n".join(world.ana.sees(ROOM))


async def test_emergency_access_replaces_no_approval(database_url: str, programs: Programs) -> None:
    """Both are needed."""
    actions = allowing(programs, risk="guarded")
    async with acting_world(database_url, actions, risk="guarded", break_glass=True) as world:
        world.slack.workspace.add_channel("security", members=["lea"], with_bot=True)
        await started(world)
        await say(world, f"runbook breakglass {REASON}")
        assert "It waits for one approval" in await clicks(world, world.ana, await card(world), "Run it")
        assert programs.runs == []
        await clicks(world, world.bo, await posted(world, "waits for approval"), "Approve")
        assert programs.runs == ["db-1"]
