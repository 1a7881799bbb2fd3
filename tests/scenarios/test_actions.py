"""Muster does something for a runbook's step: asked for, approved by others, done once, and told."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.allowed import Actions
from tests.scenarios.acting import Programs, acting_world, allowing, card, clicks, posted, started
from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World, rules
from tests.support.processes import until


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """The program that the action runs."""
    return Programs(tmp_path)


def _text(world: World, message: object) -> str:
    return world.slack.workspace.text(message)  # type: ignore[arg-type]


async def test_without_an_allow_list_nothing_can_run(database_url: str) -> None:
    """The card says so, and who clicks nothing can be told nothing else."""
    async with acting_world(database_url, Actions()) as world:
        await started(world)
        told = _text(world, await card(world))
        assert "is not on the allow-list" in told
        assert "Run it" not in told
        assert "is not on the allow-list" in await say(world, "runbook run")


async def test_a_safe_action_runs_on_a_click_and_its_output_is_in_the_thread(
    database_url: str, programs: Programs
) -> None:
    """And on the timeline, with the exact call; the step is done when a person has verified it."""
    async with acting_world(database_url, allowing(programs), risk="safe") as world:
        await started(world)
        said = await clicks(world, world.ana, await card(world), "Run it")
        assert said == "It starts now; the runbook's thread says what comes of it."
        assert programs.runs == ["db-1"]
        answer = await posted(world, "Action of step 1")
        assert answer.is_reply
        assert answer.thread_ts == (await card(world)).ts
        told = _text(world, answer)
        assert "succeeded" in told
        assert "cleaning db-1" in told
        assert f"/bin/sh {programs.path} db-1" in told
        shown = await say(world, "timeline")
        assert "action asked for" in shown
        assert f"action started: /bin/sh {programs.path} db-1" in shown
        assert "action ended well." in shown
        assert "Step 1 of 2" in _text(world, await card(world))


async def test_a_guarded_action_waits_for_somebody_else_who_sees_the_exact_call(
    database_url: str, programs: Programs
) -> None:
    """Holders of the role are mentioned; who asked and who holds none are refused."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        said = await clicks(world, world.ana, await card(world), "Run it")
        assert "It waits for one approval, by the incident commander or the tech lead" in said
        question = await posted(world, "waits for approval")
        told = _text(world, question)
        assert f"/bin/sh {programs.path} db-1" in told
        assert "@bo" in told
        assert "@cy" in told
        assert "Whoever asks for an action cannot approve it" in await clicks(
            world, world.ana, question, "Approve"
        )
        assert "This needs the approval of the incident commander or the tech lead." in await clicks(
            world, world.actor("dee"), question, "Approve"
        )
        assert programs.runs == []
        said = await clicks(world, world.bo, question, "Approve")
        assert said.startswith("You approved it, and it starts now")
        assert programs.runs == ["db-1"]
        told = _text(world, await posted(world, "Action of step 1"))
        assert "*Approved*  by @bo" in told
        assert "cleaning db-1" in told
        assert "Approve" not in told.partition("Approved")[2]


async def test_the_requester_cannot_approve_even_as_the_commander(
    database_url: str, programs: Programs
) -> None:
    """Four eyes are four eyes."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await clicks(world, world.bo, await card(world), "Run it")
        question = await posted(world, "waits for approval")
        said = await clicks(world, world.bo, question, "Approve")
        assert "Whoever asks for an action cannot approve it" in said
        await clicks(world, world.actor("cy"), question, "Approve")
        assert programs.runs == ["db-1"]


async def test_a_dangerous_action_needs_two_others(database_url: str, programs: Programs) -> None:
    """One is not enough, and twice the same is one."""
    async with acting_world(database_url, allowing(programs), risk="dangerous") as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        question = await posted(world, "waits for approval")
        assert "needs one more person" in await clicks(world, world.bo, question, "Approve")
        question = await posted(world, "waits for approval")
        assert "approved it already" in await clicks(world, world.bo, question, "Approve")
        assert programs.runs == []
        await clicks(world, world.actor("cy"), question, "Approve")
        assert programs.runs == ["db-1"]


async def test_a_call_that_cannot_be_shown_whole_cannot_be_asked_for(
    database_url: str, programs: Programs
) -> None:
    """Nobody approves an end that a message has no room for."""
    actions = allowing(programs)
    clean = actions.commands["clean"]
    hidden = replace(clean, argv=(*clean.argv, "&" * 700, "--and-also"))
    async with acting_world(database_url, replace(actions, commands={"clean": hidden})) as world:
        await started(world)
        assert "longer than a message can show" in _text(world, await card(world))
        assert "longer than a message can show" in await say(world, "runbook run")
        assert programs.runs == []


async def test_two_clicks_run_once(database_url: str, programs: Programs) -> None:
    """Of two people at once, on the card and on the question."""
    async with acting_world(database_url, allowing(programs), risk="guarded") as world:
        await started(world)
        seen = await card(world)
        await asyncio.gather(
            world.ana.click(seen, "Run it", seen=list(seen.blocks)),
            world.actor("dee").click(seen, "Run it", seen=list(seen.blocks)),
        )
        question = await posted(world, "waits for approval")
        assert sum("*Action of step 1" in one for one in world.ana.sees(ROOM)) == 1
        blocks = list(question.blocks)
        await asyncio.gather(
            world.bo.click(question, "Approve", seen=blocks),
            world.actor("cy").click(question, "Approve", seen=blocks),
        )
        await world.calm()
        assert programs.runs == ["db-1"]
        told = [one for name in ("bo", "cy") for one in world.actor(name).sees(ROOM)]
        assert sum("You approved it" in one for one in told) == 1
        assert any("nothing was changed" in one for one in told)


async def test_a_stale_button_is_refused(database_url: str, programs: Programs) -> None:
    """The card has moved on; the question was answered; nothing runs."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        seen = await card(world)
        old = list(seen.blocks)
        await say(world, "runbook take")
        await world.calm()
        await world.ana.click(seen, "Run it", seen=old)
        await world.calm()
        assert not any("waits for approval" in one for one in world.ana.sees(ROOM))

        await clicks(world, world.ana, await card(world), "Run it")
        question = await posted(world, "waits for approval")
        old = list(question.blocks)
        await clicks(world, world.actor("cy"), question, "Decline")
        await world.bo.click(question, "Approve", seen=old)
        await world.calm()
        assert any("This was declined; nothing was changed." in one for one in world.bo.sees(ROOM))
        assert programs.runs == []


async def test_an_approval_is_void_once_the_runbook_has_moved_on(
    database_url: str, programs: Programs
) -> None:
    """What was asked for belongs to a step that nobody is at any more."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        await say(world, "runbook skip done by hand")
        question = await posted(world, "waits for approval")
        said = await clicks(world, world.bo, question, "Approve")
        assert "What would be called is no longer what this shows" in said
        assert programs.runs == []


async def test_an_approval_is_void_under_another_allow_list(database_url: str, programs: Programs) -> None:
    """Somebody has changed the configuration: what was shown is not what would run."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        await world.stop()
        world.config = rules(actions=allowing(programs, time_limit=timedelta(minutes=1)))
        await world.start()
        question = await posted(world, "waits for approval")
        said = await clicks(world, world.bo, question, "Approve")
        assert "What would be called is no longer what this shows" in said
        assert programs.runs == []


async def test_a_request_lapses_and_can_be_taken_back(database_url: str, programs: Programs) -> None:
    """Nothing waits for ever; who asked may think again."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        question = await posted(world, "waits for approval")
        assert "@ana asked for it" in await clicks(world, world.bo, question, "Take it back")
        await clicks(world, world.ana, question, "Take it back")
        assert "was taken back" in _text(world, await posted(world, "Action of step 1"))
        await clicks(world, world.ana, await card(world), "Run it")
        await posted(world, "waits for approval")
        await world.pass_time(minutes=15)
        assert "did not run" in _text(world, await posted(world, "Action of step 1"))
        assert "was not approved in time" in await say(world, "timeline")
        assert programs.runs == []


async def test_a_failed_action_stops_the_run_and_offers_the_undo(
    database_url: str, programs: Programs
) -> None:
    """With what the program said."""
    programs.does("echo disk is read-only >&2; exit 4")
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        told = _text(world, await card(world))
        assert "Failed" in told
        assert "its action ended with code 4" in told
        assert "Undo" in told
        answer = _text(world, await posted(world, "Action of step 1"))
        assert "disk is read-only" in answer
        assert "ended with code 4" in answer


async def test_secrets_in_an_output_reach_nobody(database_url: str, programs: Programs) -> None:
    """Neither the thread nor the timeline."""
    programs.does("echo password=hunter2!x")
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        await posted(world, "(a password or key, taken out)")
        assert not any("hunter2" in one for one in world.ana.sees_anywhere())
        assert "hunter2" not in await say(world, "timeline")


async def test_an_output_can_be_redacted(database_url: str, programs: Programs) -> None:
    """From the timeline, and from the bot's message."""
    programs.does("echo the name of a customer")
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        (number,) = re.findall(r"`(\d+)`[^`]*action ended well", await say(world, "timeline"))
        await say(world, f"redact {number} a customer's name")
        await world.calm()
        assert not any("the name of a customer" in one for one in world.actor("dee").sees_anywhere())


async def test_a_dry_run_shows_the_exact_call_and_runs_nothing(database_url: str, programs: Programs) -> None:
    """Where the configuration has no variant for it."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        said = await clicks(world, world.ana, await card(world), "Dry run")
        assert "Nothing was run. This is what would be:" in said
        assert f"/bin/sh {programs.path} db-1" in said
        assert programs.runs == []


async def test_a_dry_run_runs_the_variant_that_changes_nothing(database_url: str, programs: Programs) -> None:
    """Without approval, and without a word to the run."""
    actions = allowing(programs, dry_run=True)
    async with acting_world(database_url, actions, risk="dangerous", break_glass=True) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Dry run")
        told = _text(world, await posted(world, "Dry run of step 1"))
        assert "would clean db-1" in told
        assert programs.runs == []
        assert "Step 1 of 2" in _text(world, await card(world))


async def test_what_fails_again_and_again_is_stopped_until_an_approver_resets_it(
    database_url: str, programs: Programs
) -> None:
    """For everybody; the sentence says who can allow it again."""
    programs.does("exit 1")
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        await started(world)
        for _ in range(3):
            await clicks(world, world.ana, await card(world), "Run it")
            await world.pass_time(minutes=1)
            await say(world, "runbook undo", by=world.bo)
            await world.pass_time(minutes=1)
        assert len(programs.runs) == 3
        assert "failed too often and is stopped" in _text(world, await card(world))
        assert "failed too often and is stopped" in await say(world, "runbook run")
        assert len(programs.runs) == 3
        assert "can be allowed again by the incident commander or the tech lead" in await say(
            world, "runbook reset"
        )
        assert await say(world, "runbook reset", by=world.bo) == "`command clean` may run again."
        programs.does("")
        await say(world, "runbook run")
        await world.calm()
        assert len(programs.runs) == 4


async def test_a_rule_starts_what_is_safe_and_nothing_else(database_url: str, programs: Programs) -> None:
    """When the run reaches the step; once."""
    actions = allowing(programs, risk="safe", automatic=True)
    async with acting_world(database_url, actions, risk="safe") as world:
        await started(world)
        assert programs.runs == ["db-1"]
        assert "by a rule of the configuration" in _text(world, await posted(world, "Action of step 1"))


async def test_a_rule_does_not_start_what_needs_approval(database_url: str, programs: Programs) -> None:
    """However the runbook calls it: the allow-list says guarded."""
    actions = allowing(programs, risk="guarded", automatic=True)
    async with acting_world(database_url, actions, risk="safe") as world:
        await started(world)
        await world.calm()
        assert programs.runs == []
        assert not any("waits for approval" in one for one in world.ana.sees(ROOM))


async def test_a_restart_in_the_middle_leaves_it_in_doubt_and_asks(
    database_url: str, programs: Programs, tmp_path: Path
) -> None:
    """The program ends with Muster; it is never run again by itself, and a person says what happened."""
    programs.does("sleep 600")
    async with acting_world(database_url, allowing(programs, risk="guarded")) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        await world.bo.click(await posted(world, "waits for approval"), "Approve")
        await until(lambda: bool(programs.runs), what="the program")  # of which Slack hears nothing
        await world.restart()
        question = await posted(world, "Did it happen?")
        assert "was cut off when Muster stopped" in _text(world, question)
        assert question.broadcast
        assert programs.runs == ["db-1"]
        await world.restart()
        await world.calm()
        assert programs.runs == ["db-1"]

        programs.does("")
        old = list(question.blocks)
        said = await clicks(world, world.bo, question, "Run it again…")
        assert "It waits for one approval" in said
        assert programs.runs == ["db-1"]
        await clicks(world, world.actor("cy"), await posted(world, "waits for approval"), "Approve")
        assert programs.runs == ["db-1", "db-1"]
        await world.ana.click(question, "It happened", seen=old)
        await world.calm()
        assert any("Somebody has answered this already" in one for one in world.ana.sees(ROOM))


@pytest.mark.parametrize(("button", "state"), [("It happened", "Step 1 of 2"), ("It did not", "Failed")])
async def test_a_person_says_whether_it_happened(
    database_url: str, programs: Programs, button: str, state: str
) -> None:
    """What timed out may have happened, in whole or in part: nobody guesses."""
    programs.does("sleep 600")
    actions = allowing(programs, risk="guarded", time_limit=timedelta(milliseconds=400))
    async with acting_world(database_url, actions) as world:
        await started(world)
        await clicks(world, world.ana, await card(world), "Run it")
        await clicks(world, world.bo, await posted(world, "waits for approval"), "Approve")
        question = await posted(world, "Did it happen?")
        assert "may have run already" in await say(world, "runbook run")
        await clicks(world, world.bo, question, button)
        assert state in _text(world, await card(world))
        assert "@bo said so" in _text(world, await posted(world, "as somebody has seen"))
        assert programs.runs == ["db-1"]


async def test_guests_run_and_approve_nothing(database_url: str, programs: Programs) -> None:
    """Not even where they were invited."""
    async with acting_world(database_url, allowing(programs), risk="safe") as world:
        await started(world)
        await world.ana.invite(ROOM, "gus")
        await world.calm()
        said = await say(world, "runbook run", by=world.actor("gus"))
        assert "Guests cannot run or approve actions." in said
        assert programs.runs == []


ATTACKS = (
    "; rm -rf /",
    "$(touch owned)",
    "-rf",
    "--all",
    "a; b",
)


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attack_as_a_value_is_one_argument_or_refused(
    database_url: str, programs: Programs, attack: str
) -> None:
    """Typed by a person at the start of the runbook."""
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        await started(world, host=attack)
        if attack.startswith("-"):
            assert "may not begin with “-”" in _text(world, await card(world))
            assert programs.runs == []
            return
        await clicks(world, world.ana, await card(world), "Run it")
        assert programs.runs == [attack]


async def test_actions_of_a_private_incident_stay_in_its_channel(
    database_url: str, programs: Programs
) -> None:
    """Whoever is not a member sees nothing of them."""
    async with acting_world(database_url, allowing(programs, risk="safe"), risk="safe") as world:
        room = await declared(world, "private sev1 payroll leaked")
        await say(world, "runbook start disk-full", channel=room)
        await say(world, "runbook run", channel=room)
        await world.calm()
        assert programs.runs == ["db-1"]
        assert not any("cleaning" in one for one in world.actor("lea").sees_anywhere())
