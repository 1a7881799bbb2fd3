"""A runbook is followed in the war room: by click and by word, each step by name and time."""

import asyncio

from bot.fakeslack.messages import Message
from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World

START = "runbook start replication-lag primary=db-1 replica=db-2"


async def run_card(world: World, title: str = "Replication lag", *, room: str = ROOM) -> Message:
    """Wait for everything that is due, and return the card of a run."""
    await world.calm()
    return world.slack.workspace.message(room, contains=f"Runbook: {title}", by="muster")


def words_of(world: World, message: Message) -> str:
    """Return what people read of a message."""
    return world.slack.workspace.text(message)


async def reads(world: World, name: str, words: str, *, room: str = ROOM) -> None:
    """Wait until a person reads these words where they clicked."""
    await world.slack.workspace.until(lambda: any(words in one for one in world.actor(name).sees(room)))


async def test_a_runbook_is_followed_by_click_to_its_end(world: World) -> None:
    """One card, edited in place: who has the step, what to do, where it leads, and how it ended."""
    await declared(world)
    said = await say(world, START)
    assert said == "“Replication lag” is being followed: 9 steps, each on its card in the war room."
    card = await run_card(world)
    told = words_of(world, card)
    assert "Step 1 of 9: Measure where the lag is" in told
    assert "nobody yet" in told
    assert "ssh db-1 df -h /var/lib/postgresql" in told
    assert "pg_current_wal_lsn" in told

    await world.bo.click(card, "I'll take it")
    await reads(world, "bo", "Step 1 is yours")
    assert "@bo since" in words_of(world, await run_card(world))

    await world.bo.click(await run_card(world), "Go to step 5")
    told = words_of(world, await run_card(world))
    assert "Step 5 of 9: See what holds WAL back" in told
    await world.bo.click(await run_card(world), "Finish")
    ended = words_of(world, await run_card(world))
    assert "*Finished*  @bo at" in ended
    assert "2 of 9 steps done or skipped" in ended
    assert sum("Runbook:" in words_of(world, one) for one in world.slack.workspace.messages(ROOM)) == 1


async def test_everything_lands_on_the_timeline_by_name(world: World) -> None:
    """Started, taken, done, failed, skipped, undone, stopped."""
    await declared(world)
    await say(world, START)
    for line, answer in (
        ("runbook take", "Step 1 is yours: “Measure where the lag is”."),
        ("rb done 1 replica is streaming", "Step 1 is done: “Measure where the lag is”. Next is step 2"),
        ("runbook skip not paused", "Step 2 is skipped"),
        ("runbook failed no rights", "Step 3 failed"),
        ("runbook undo", "Step 3 is undone"),
        ("runbook step 7", "Step 7 is next"),
        ("runbook choose 1", "The runbook “Replication lag” is finished."),
    ):
        assert answer in await say(world, line, by=world.bo), line
    shown = await say(world, "timeline")
    for words in (
        "Runbook “Replication lag” started (9 steps",
        "step 1 of 9 “Measure where the lag is”: done (replica is streaming)",
        "step 2 of 9 “Look at what the replica is doing”: skipped (not paused)",
        "failed (no rights)",
        "undone",
        "is next",
        "if the lag is below a second → finished",
    ):
        assert words in shown, words


async def test_a_stale_button_changes_nothing_and_two_clicks_run_once(world: World) -> None:
    """Whoever was slower is told so; the step is done once."""
    await declared(world)
    await say(world, "runbook start rollback-after-deploy service=checkout")
    card = await run_card(world, "Checkout or API errors after a deploy")
    old = list(card.blocks)
    await asyncio.gather(
        world.ana.click(card, "run_claim", seen=old), world.bo.click(card, "run_claim", seen=old)
    )
    await world.calm()
    told = [one for name in ("ana", "bo") for one in world.actor(name).sees(ROOM)]
    assert sum("is yours" in one for one in told) == 1
    assert sum("Somebody was quicker" in one for one in told) == 1
    assert (await say(world, "timeline")).count(": taken.") == 1


async def test_a_restart_in_the_middle_goes_on_with_the_text_that_was_started(world: World) -> None:
    """The run is in the database, and so is what it follows."""
    await declared(world)
    await say(world, START)
    await say(world, "runbook done")
    await world.restart()
    assert "Step 2 is done" in await say(world, "runbook done", by=world.bo)
    assert "SELECT pg_cancel_backend(0);" in words_of(world, await run_card(world))


async def test_what_is_followed_stops_when_the_incident_is_over(world: World) -> None:
    """Closed, cancelled or merged: the card says why."""
    await declared(world)
    await say(world, START)
    await say(world, "cancel false alarm", by=world.bo)
    told = words_of(world, await run_card(world))
    assert "Stopped" in told
    assert "INC-1 is cancelled" in told
    assert "No runbook is being followed here." in await say(world, "runbook done")


async def test_several_runbooks_are_followed_at_once(world: World) -> None:
    """Words then have to say which; a click knows."""
    await declared(world)
    await say(world, START)
    await say(world, "runbook start telemetry-outage")
    said = await say(world, "runbook done")
    assert "Several runbooks are being followed: `replication-lag` and `telemetry-outage`." in said
    assert "`/incident runbook done replication-lag`" in said
    assert "Step 1 is done" in await say(world, "runbook done replication lag 1")
    assert "is being followed already" in await say(world, "runbook start telemetry-outage")
