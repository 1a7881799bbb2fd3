"""A runbook is followed in the war room: by click and by word, each step by name and time."""

import asyncio

import pytest

from bot.fakeslack.channels import Kind
from bot.fakeslack.faults import Effect
from bot.fakeslack.messages import Message
from commands.stepwise import SUBVERBS
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
        (
            "runbook failed no rights",
            "Step 3 failed: “End the query that holds up replay”. Take it again, undo",
        ),
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


# ---------------------------------------------------------------- what is offered


async def test_the_right_runbook_is_offered_on_the_card_and_starts_with_one_click(world: World) -> None:
    """With the reason; no message more than without, and what has to be known is asked for first."""
    room = await declared(world, "sev2 replication lag on the orders database")
    live = world.slack.workspace.message(room, contains="More…", by="muster")
    told = words_of(world, live)
    assert "*Runbook*  Replication lag (words: replication lag database, for SEV2)" in told
    ours = [one for one in world.slack.workspace.messages(room) if one.user == world.muster.slack.bot_user_id]
    assert len([one for one in ours if not one.subtype]) <= 3

    clicked = await world.bo.click(live, "Start", block_id=block_of(live, "replication-lag"))
    assert clicked.modal is not None
    sent = await world.bo.submit(values={"value:primary": "db 1", "value:replica": "db-2"})
    assert "must match" in sent.errors["value:primary"]
    sent = await world.bo.submit(values={"value:primary": "db-1"})
    assert not sent.errors
    assert "ssh db-1 df" in words_of(world, await run_card(world, room=room))
    live_now = words_of(world, world.slack.workspace.message(room, contains="More…", by="muster"))
    assert "*Runbook*  Replication lag: step 1 of 9 (nobody yet)" in live_now
    assert "[Start]" not in live_now


async def test_a_runbook_that_asks_for_nothing_starts_at_once(world: World) -> None:
    """One click."""
    room = await declared(world, "sev1 alert storm, pages do not stop")
    live = world.slack.workspace.message(room, contains="More…", by="muster")
    await world.bo.click(live, "Start", block_id=block_of(live, "alert-storm"))
    assert "Step 1 of" in words_of(world, await run_card(world, "Alert storm", room=room))


async def test_the_list_says_what_is_offered_why_and_what_is_old(world: World) -> None:
    """Words search; a review that is overdue is marked, on the card too."""
    await world.pass_time(days=400)
    room = await declared(world, "sev2 replication lag on the orders database")
    said = await say(world, "runbook", channel=room)
    assert said.index("Replication lag") < said.index("Alert storm")
    assert "`replication-lag`  offered: words: replication lag database, for SEV2" in said
    assert ":warning: review overdue" in said
    live = world.slack.workspace.message(room, contains="More…", by="muster")
    assert ":warning: review overdue" in words_of(world, live)
    found = await say(world, "runbook search crash loop", channel=room)
    assert "Pods in a crash loop after a deploy" in found
    assert "Replication lag" not in found
    assert "There is no runbook for “xyzzy”" in await say(world, "rb xyzzy", channel="general")
    shown = await say(world, "runbook show replication lag", channel="general")
    assert "1. Measure where the lag is" in shown
    assert "`primary`  Host of the primary" in shown


# ---------------------------------------------------------------- forms


async def test_a_step_is_skipped_by_form_with_a_reason(world: World) -> None:
    """Without words the form says what is missing; drawn before, it is refused."""
    await declared(world)
    await say(world, START)
    card = await run_card(world)
    await world.bo.click(card, "Skip…")
    sent = await world.bo.submit(values={"why": "no such replica"})
    assert not sent.errors
    assert "1. Measure where the lag is – skipped @bo" in words_of(world, await run_card(world))
    await world.bo.click(card, "Skip…", seen=card.blocks)
    await say(world, "runbook take")
    sent = await world.bo.submit(values={"why": "late"})
    assert "Somebody was quicker" in str(sent.errors)


async def test_the_menu_shows_the_step_goes_elsewhere_changes_values_and_stops(world: World) -> None:
    """Each in a form of its own."""
    await declared(world)
    await say(world, START)
    opened = await world.bo.click(await run_card(world), "Show this step")
    assert opened.modal is not None
    shown = str(opened.modal.blocks)
    assert "pg_stat_replication" in shown
    assert "If it does not help" in shown
    await world.bo.close()

    await world.bo.click(await run_card(world), "Go to another step…")
    await world.bo.submit(
        values={"step": "3. End the query that holds up replay", "why": "we know the query"}
    )
    assert "Step 3 of 9" in words_of(world, await run_card(world))

    await world.bo.click(await run_card(world), "Change a value…")
    await world.bo.submit(values={"value:pid": "4711"})
    assert "pg_cancel_backend(4711)" in words_of(world, await run_card(world))
    assert (
        await say(world, "runbook set pid=4712")
        == "Changed: “pid = 4712”. The card shows its commands with it."
    )
    assert "must match" in await say(world, "runbook set pid=x")

    await world.bo.click(await run_card(world), "Stop the runbook…")
    await world.bo.submit(values={"why": "it was the network"})
    told = words_of(world, await run_card(world))
    assert "*Stopped*  @bo" in told
    assert "it was the network" in told


async def test_the_panel_leads_to_the_runbooks(world: World) -> None:
    """A button for everything that can be said."""
    await declared(world)
    panel = await world.ana.command(ROOM, "/incident")
    assert panel.message is not None
    await world.ana.click(panel.message, "Runbooks")
    await reads(world, "ana", "Kubernetes API server outage")


def block_of(message: Message, runbook: str) -> str:
    """Return the block of the card that offers this runbook."""
    ids = [str(block.get("block_id", "")) for block in message.blocks]
    return next(one for one in ids if one.endswith(f":runbook:{runbook}"))


async def test_a_step_that_takes_too_long_is_asked_about_in_the_runs_thread(world: World) -> None:
    """Who has it is mentioned, once; the answer is a click away, and the question says when it is settled."""
    await declared(world)
    await say(world, START)
    await say(world, "runbook take", by=world.bo)
    await world.pass_time(minutes=6)
    card = await run_card(world)
    asked = world.slack.workspace.message(ROOM, contains="time box of step 1", by="muster")
    assert asked.thread_ts == card.ts
    assert words_of(world, asked).startswith("@bo The time box of step 1 (“Measure where the lag is”) ended")
    assert "*Time box*  ended" in words_of(world, card)
    await world.bo.click(asked, "Skip…")
    await world.bo.submit(values={"why": "no access"})
    await world.calm()
    told = world.slack.workspace.message(ROOM, contains="time box of step 1", by="muster")
    assert "it is settled" in words_of(world, told)


async def test_afterwards_people_say_whether_it_helped_and_what_was_wrong(world: World) -> None:
    """One click each, on the card; the last answer counts; figures say what is known."""
    await declared(world)
    await say(world, START)
    await say(world, "runbook stop done by hand")
    card = await run_card(world)
    assert "nobody has said yet" in words_of(world, card)
    await world.ana.click(card, "Yes")
    await world.bo.click(await run_card(world), "Partly")
    await world.bo.click(await run_card(world), "No")
    assert "1 yes, 1 no" in words_of(world, await run_card(world))
    await world.bo.click(await run_card(world), "Something was wrong in it…")
    sent = await world.bo.submit(values={"why": "step 3 needs a superuser"})
    assert sent.modal is not None
    assert "Kept: “@oncall” is told" in str(sent.modal.blocks)
    said = await say(world, "runbook stats")
    assert "*Resolved with a runbook*  no incident was resolved yet (goal 70 %)" in said
    assert "*Carried out by Muster*  nothing yet (goal 95 %)" in said
    assert "`replication-lag`  offered 0, started 1, finished 0, helped 50 %" in said
    assert "unknown" not in said
    (remark,) = await world.muster.queries.runbook_remarks()
    assert (remark.text, remark.incident) == ("step 3 needs a superuser", 1)


async def said_wrong(world: World, words: str, *, room: str = ROOM) -> str:
    """Follow a runbook to its end, let Ana say what was wrong in it, and return what she reads then."""
    await say(world, START, channel=room)
    await say(world, "runbook stop", channel=room)
    await world.ana.click(await run_card(world, room=room), "Something was wrong in it…")
    sent = await world.ana.submit(values={"why": words})
    await world.calm()
    assert sent.modal is not None
    return str(sent.modal.blocks)


def told_of_remark(world: World, place: str, words: str = "found something wrong") -> list[str]:
    """Return what Muster said of something wrong in a runbook: a channel, or a person's direct messages."""
    found = world.slack.workspace.messages(place, contains=words, by="muster")
    return [world.slack.workspace.text(one) for one in found]


async def test_what_was_wrong_in_a_runbook_is_told_its_owner_once(world: World) -> None:
    """Each of the on-call reads it directly, once, also if the form is delivered again; nobody else does."""
    await declared(world)
    assert "Kept: “@oncall” is told" in await said_wrong(world, "step 3 needs a superuser <!channel>")
    form = next(
        one
        for one in reversed(world.slack.workspace.deliveries)
        if one.kind == "interactive" and "view_submission" in one.name
    )
    await world.slack.repeat(form)
    await world.calm()
    for name in ("dee", "eve", "finn"):
        (told,) = told_of_remark(world, name)
        assert "@ana found something wrong in the runbook `replication-lag` in *INC-1*" in told
        assert "step 3 needs a superuser" in told
        assert "For @oncall, who looks after it" in told
    for place in (ROOM, "incidents"):
        assert told_of_remark(world, place) == []
    assert len(await world.muster.queries.runbook_remarks()) == 1


@pytest.mark.parametrize("method", ["usergroups.users.list", "chat.postMessage"])
async def test_an_owner_is_told_once_though_slack_cut_the_call_off(world: World, method: str) -> None:
    """The call had its effect and the answer was lost: it is looked up, not made again."""
    await declared(world)
    await say(world, START)
    await say(world, "runbook stop")
    card = await run_card(world)
    await world.ana.click(card, "Something was wrong in it…")
    world.slack.faults.reset(method, effect=Effect.DONE)
    await world.ana.submit(values={"why": "step 3 needs a superuser"})
    await world.pass_time(minutes=2)
    assert [len(told_of_remark(world, name)) for name in ("dee", "eve", "finn")] == [1, 1, 1]


async def test_who_owns_a_runbook_is_not_told_their_own_words(world: World) -> None:
    """They know; the others of the group are told."""
    world.slack.workspace.people.change_group("oncall", members=["ana", "dee"])
    await declared(world)
    await said_wrong(world, "step 3 needs a superuser")
    assert len(told_of_remark(world, "dee")) == 1
    assert told_of_remark(world, "ana") == []


async def test_of_a_large_group_nobody_is_told_one_by_one(world: World) -> None:
    """It stands once, below the announcement."""
    names = [f"{letter}sre" for letter in "abcdefghijk"]
    for name in names:
        world.slack.workspace.add_person(name)
    await declared(world)
    world.slack.workspace.people.change_group("oncall", members=names)
    await said_wrong(world, "step 3 needs a superuser")
    (told,) = world.slack.workspace.messages("incidents", contains="found something wrong", by="muster")
    assert told.is_reply
    channels = world.slack.workspace.channels.by_id.values()
    direct = [one for channel in channels if channel.kind is Kind.IM for one in channel.messages.values()]
    assert not any("superuser" in words_of(world, one) for one in direct)


async def test_an_owner_who_cannot_be_found_is_named_on_the_timeline(world: World) -> None:
    """It is kept all the same."""
    await declared(world)
    world.slack.workspace.people.change_group("oncall", members=[])
    await said_wrong(world, "step 3 needs a superuser")
    shown = await say(world, "timeline")
    assert (
        "Nobody was told what was wrong in the runbook replication-lag: @oncall, who looks after it" in shown
    )
    (remark,) = await world.muster.queries.runbook_remarks()
    assert remark.text == "step 3 needs a superuser"


async def test_what_is_said_of_a_runbook_in_a_private_incident_stays_there(world: World) -> None:
    """Nobody is told, neither a word nor that there is an incident; the form says so before."""
    room = await declared(world, "private sev3 replication lag")
    await say(world, START, channel=room)
    await say(world, "runbook stop", channel=room)
    opened = await world.ana.click(await run_card(world, room=room), "Something was wrong in it…")
    assert opened.modal is not None
    assert "This incident is private, so nobody is told." in str(opened.modal.blocks)
    sent = await world.ana.submit(values={"why": "it names the leaked host"})
    assert sent.modal is not None
    assert "nobody is told: this incident is private" in str(sent.modal.blocks)
    await world.calm()
    for name in ("bo", "cy", "dee", "eve", "finn", "lea", "gus"):
        seen = " ".join(world.actor(name).sees_anywhere())
        assert "INC-1" not in seen
        assert "leaked host" not in seen
    (remark,) = await world.muster.queries.runbook_remarks()
    assert (remark.text, remark.by, remark.incident) == ("", None, 1)


_ODD = (
    *("0", "999", "-1", "99999999999", "³", "replication-lag", "replication lag", "telemetry-outage"),
    *(
        "pid=4711",
        "pid=",
        "=",
        '"',
        "`",
        "primary=db-1 replica=db-2",
        "<!channel>",
        "end",
        "not",
        "x" * 2_000,
    ),
)


@pytest.mark.parametrize("shift", range(4))
async def test_whatever_is_typed_after_runbook_is_answered_or_refused(world: World, shift: int) -> None:
    """Nobody who mistypes at night reads that something is broken."""
    await declared(world)
    await say(world, START)
    for place, verb in enumerate([*SUBVERBS, "rb", ""]):
        first = (place * 5 + shift * 3) % len(_ODD)
        line = " ".join([verb, *_ODD[first : first + (place + shift) % 4]])
        said = await say(world, f"runbook {line}", by=world.bo if place % 2 else world.ana)
        assert said.strip(), line
        assert "Something went wrong" not in said, line


async def test_a_guest_does_not_look_around_in_runbooks(world: World) -> None:
    """They are the organisation's own; in a war room that a guest is in they follow them like everybody."""
    world.slack.workspace.add_channel("vendor", members=["gus"])
    said = await say(world, "runbook show replication-lag", by=world.actor("gus"), channel="vendor")
    assert "Guests" in said
    assert "Measure where the lag is" not in said
