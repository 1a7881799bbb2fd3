"""Actions by text: approving what was shown, declining, taking back, settling what is in doubt."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.fakeslack.actor import Actor
from tests.scenarios.acting import Programs, acting_world, allowing, card, posted, started
from tests.scenarios.steps import declared, say
from tests.scenarios.world import World, rules


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """The program that the action runs."""
    return Programs(tmp_path)


async def _code(world: World, *, by: Actor) -> str:
    """Ask what waits, and return the code below the only call that this person may approve."""
    (code,) = re.findall(r"runbook approve (\d+-[0-9a-f]{4})", await say(world, "runbook approve", by=by))
    return str(code)


async def test_approving_by_text_shows_the_exact_call_first(database_url: str, programs: Programs) -> None:
    """To that person alone; repeated with its code, it runs, once."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await say(world, "runbook run")
        said = await say(world, "runbook approve", by=world.bo)
        assert f"/bin/sh {programs.path} db-1" in said
        assert "To approve exactly this" in said
        await world.calm()
        assert programs.runs == []
        code = await _code(world, by=world.bo)
        said = await say(world, f"runbook approve {code}", by=world.bo)
        assert said.startswith("You approved it, and it starts now")
        await world.calm()
        assert programs.runs == ["db-1"]
        assert "*Approved*  by @bo" in world.slack.workspace.text(await posted(world, "Action of step 1"))
        again = await say(world, f"runbook approve {code}", by=world.actor("cy"))
        assert "This has run already; nothing was changed." in again
        assert (
            await say(world, "runbook approve", by=world.bo) == "Nothing waits for approval in this incident."
        )
        await world.calm()
        assert programs.runs == ["db-1"]


async def test_nobody_approves_by_text_what_they_may_not(database_url: str, programs: Programs) -> None:
    """Who asked, who holds no role, a guest; none of them is given the code, and it helps none of them."""
    async with acting_world(database_url, allowing(programs)) as world:
        room = await started(world)
        await world.ana.invite(room, "gus")
        await say(world, "runbook run")
        dee, gus = world.actor("dee"), world.actor("gus")
        assert "You asked for it, so somebody else approves it." in await say(world, "runbook approve")
        assert "It can be approved by @bo @cy" in await say(world, "runbook approve", by=dee)
        assert "Guests cannot run or approve actions." in await say(world, "runbook approve", by=gus)
        code = await _code(world, by=world.bo)
        typed = f"runbook approve {code}"
        assert "Whoever asks for an action cannot approve it" in await say(world, typed)
        assert "This needs the approval of the incident commander" in await say(world, typed, by=dee)
        assert "Guests cannot run or approve actions." in await say(world, typed, by=gus)
        await world.calm()
        assert programs.runs == []


async def test_a_dangerous_action_is_approved_by_two_people_by_text(
    database_url: str, programs: Programs
) -> None:
    """The same person twice is one."""
    async with acting_world(database_url, allowing(programs), risk="dangerous") as world:
        await started(world)
        await say(world, "runbook run")
        code = await _code(world, by=world.bo)
        assert "It needs one more person" in await say(world, f"runbook approve {code}", by=world.bo)
        assert "You have approved it already" in await say(world, "runbook approve", by=world.bo)
        assert "You have approved it already" in await say(world, f"runbook approve {code}", by=world.bo)
        assert programs.runs == []
        cy = world.actor("cy")
        await say(world, f"runbook approve {await _code(world, by=cy)}", by=cy)
        await world.calm()
        assert programs.runs == ["db-1"]


async def test_a_stale_or_guessed_code_approves_nothing(database_url: str, programs: Programs) -> None:
    """That of a call that was taken back and asked for anew with another value, a wrong one, or none."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await say(world, "runbook run")
        old = await _code(world, by=world.bo)
        await say(world, "runbook withdraw")
        await say(world, "runbook set host=db-2")
        await say(world, "runbook run")
        said = await say(world, f"runbook approve {old}", by=world.bo)
        assert "This was withdrawn; nothing was changed." in said
        new = await _code(world, by=world.bo)
        assert new != old
        request = new.partition("-")[0]
        guessed = f"{request}-{'0000' if not new.endswith('0000') else '1111'}"
        said = await say(world, f"runbook approve {guessed}", by=world.bo)
        assert "What would be called is no longer what this shows" in said
        for blind in (request, f"#{request}", new.partition("-")[2], "please"):
            assert "To approve exactly this" in await say(world, f"runbook approve {blind}", by=world.bo)
        await world.calm()
        assert programs.runs == []
        await say(world, f"runbook approve `{new.upper()}`", by=world.bo)
        await world.calm()
        assert programs.runs == ["db-2"]


async def test_a_code_is_void_once_the_allow_list_has_changed(database_url: str, programs: Programs) -> None:
    """What was shown is not what would run."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await say(world, "runbook run")
        code = await _code(world, by=world.bo)
        await world.stop()
        world.config = rules(actions=allowing(programs, time_limit=timedelta(minutes=1)))
        await world.start()
        said = await say(world, f"runbook approve {code}", by=world.bo)
        assert "What would be called is no longer what this shows" in said
        await world.calm()
        assert programs.runs == []


async def test_a_code_counts_in_its_own_incident_alone(database_url: str, programs: Programs) -> None:
    """Typed in another war room it names nothing."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await say(world, "runbook run")
        code = await _code(world, by=world.bo)
        other = await declared(world, "sev2 search is slow")
        said = await say(world, f"runbook approve {code}", by=world.bo, channel=other)
        assert "Nothing like this was asked for here" in said
        await world.calm()
        assert programs.runs == []


async def test_a_request_is_declined_with_a_reason_by_text(database_url: str, programs: Programs) -> None:
    """By an approver; the reason stands in the thread and on the timeline."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        assert "Nothing waits for approval" in await say(world, "runbook decline", by=world.bo)
        await say(world, "runbook run")
        said = await say(world, "runbook decline not before the backup is done", by=world.actor("dee"))
        assert "Only the incident commander or the tech lead can decline it" in said
        said = await say(world, "runbook decline not before the backup is done", by=world.bo)
        assert said == "You declined it; it does not run."
        told = world.slack.workspace.text(await posted(world, "Action of step 1"))
        assert "was declined" in told
        assert "not before the backup is done" in told
        assert "not before the backup is done" in await say(world, "timeline")
        assert programs.runs == []


@pytest.mark.parametrize("typed", ["runbook withdraw", "runbook take it back", "runbook take back"])
async def test_a_request_is_taken_back_by_text(database_url: str, programs: Programs, typed: str) -> None:
    """By who asked, and nobody else."""
    async with acting_world(database_url, allowing(programs)) as world:
        await started(world)
        await say(world, "runbook run")
        assert "@ana asked for it" in await say(world, typed, by=world.bo)
        assert await say(world, typed) == "You took it back; it does not run."
        assert "was taken back" in world.slack.workspace.text(await posted(world, "Action of step 1"))
        assert programs.runs == []


async def test_of_several_requests_the_one_that_is_named_is_meant(
    database_url: str, programs: Programs
) -> None:
    """By its number or its runbook; without one nothing is decided, and the answer names them."""
    titles = ("Disk full", "Index broken", "Queue stuck")
    async with acting_world(database_url, allowing(programs), titles=titles) as world:
        await started(world)
        for other in ("index-broken", "queue-stuck"):
            await say(world, f"runbook start {other}")
        for each in ("disk-full", "index-broken", "queue-stuck"):
            await say(world, f"runbook run {each}")
        said = await say(world, "runbook decline too risky", by=world.bo)
        assert "Which one? #1 `command clean` of step 1 of “Disk full”, #2 " in said
        assert "`/incident runbook decline #1`" in said
        shown = await say(world, "runbook approve", by=world.bo)
        assert len(re.findall("To approve exactly this", shown)) == 3
        assert "You declined it" in await say(world, "runbook decline #1 too risky", by=world.bo)
        assert "You declined it" in await say(world, "runbook decline queue stuck too risky", by=world.bo)
        assert "You took it back" in await say(world, "runbook withdraw 2")
        await world.calm()
        assert programs.runs == []


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("runbook happened", "Step 1 of 2"),
        ("runbook it happened", "Step 1 of 2"),
        ("runbook did not happen", "Failed"),
        ("runbook it didn’t happen", "Failed"),
        ("runbook not-happened #1", "Failed"),
    ],
)
async def test_a_person_says_by_text_whether_it_happened(
    database_url: str, programs: Programs, typed: str, state: str
) -> None:
    """As the buttons of the question do; answered, there is nothing left to answer."""
    programs.does("sleep 600")
    actions = allowing(programs, time_limit=timedelta(milliseconds=400))
    async with acting_world(database_url, actions) as world:
        await started(world)
        assert await say(world, typed) == "No action is in doubt in this incident."
        await say(world, "runbook run")
        await say(world, f"runbook approve {await _code(world, by=world.bo)}", by=world.bo)
        await posted(world, "Did it happen?")
        assert (await say(world, typed, by=world.bo)).startswith("Noted: it")
        assert state in world.slack.workspace.text(await card(world))
        assert "@bo said so" in world.slack.workspace.text(await posted(world, "as somebody has seen"))
        assert await say(world, typed) == "No action is in doubt in this incident."
        assert programs.runs == ["db-1"]


@pytest.mark.parametrize("typed", ["runbook again", "runbook run again", "runbook run it again"])
async def test_what_is_in_doubt_is_run_again_by_text_with_a_fresh_approval(
    database_url: str, programs: Programs, typed: str
) -> None:
    """The old one counts no more."""
    programs.does("sleep 600")
    actions = allowing(programs, time_limit=timedelta(milliseconds=400))
    async with acting_world(database_url, actions) as world:
        await started(world)
        await say(world, "runbook run")
        old = await _code(world, by=world.bo)
        await say(world, f"runbook approve {old}", by=world.bo)
        await posted(world, "Did it happen?")
        programs.does("")
        assert "It waits for one approval" in await say(world, typed)
        await world.calm()
        assert programs.runs == ["db-1"]
        new = await _code(world, by=world.bo)
        assert new != old
        await say(world, f"runbook approve {new}", by=world.bo)
        await world.calm()
        assert programs.runs == ["db-1", "db-1"]
