"""Socket Mode: the same bot over a connection that it opens itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import pytest_asyncio

from bot.app import CannotStart, Muster, listening
from bot.fakeslack.changes import Change
from bot.fakeslack.faults import Effect
from tests.scenarios.steps import ROOM, TITLE, card, declared, say
from tests.scenarios.world import World


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A running app that has connected to Slack by itself."""
    async with World(database_url, socket_mode=True) as made:
        await connected(made)
        yield made


async def connected(world: World, lines: int = 1) -> None:
    """Wait until the app has so many open connections."""
    await world.slack.workspace.until(lambda: len(world.slack.workspace.sockets.lines) == lines)


async def ready(world: World) -> tuple[int, str]:
    """Return what `/readyz` says after a second: the status, and what is wrong with Socket Mode."""
    world.clock.step(timedelta(seconds=1))
    async with (
        listening(world.muster, host="127.0.0.1", port=0) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        return answer.status, str((await answer.json())["problems"].get("socket_mode", ""))


# ---------------------------------------------------------------- the core set


async def test_the_loop_runs_over_a_connection_of_the_bots_own(world: World) -> None:
    """Declare, command, note, update, resolve and close by text, with their answers."""
    assert await declared(world) == ROOM
    for line, answer in (
        ("ic me", "You are *incident commander* now."),
        ("update rollback at 50 %", "Posted to the war room and the announcement."),
        ("frobnicate", "There is no verb `frobnicate`."),
        ("resolve all is well", "INC-1 is now *resolved*"),
        ("close", "INC-1 is now *closed*"),
    ):
        assert answer in await say(world, line)
    await world.calm()
    assert "Closed" in card(world)
    assert len(world.slack.workspace.files(ROOM)) == 4


async def test_forms_complaints_clicks_shortcuts_and_events_come_over_it_too(world: World) -> None:
    """Each kind of payload is answered over the connection, with what Slack then shows."""
    opened = await world.ana.command("general", "/incident")
    assert opened.modal is not None
    late = int(world.clock.now().timestamp()) + 86_400
    refused = await world.ana.submit(values={"title": TITLE, "Started at": late})
    assert "is still to come" in " ".join(refused.errors.values())
    await world.ana.submit(values={"Started at": None})
    await world.calm()
    message = await world.ana.post(ROOM, "error rate at 12 %")
    await world.ana.react(message, "pushpin")
    await world.calm()
    drawn = next(
        one for one in world.slack.workspace.messages(ROOM) if "More…" in world.slack.workspace.text(one)
    )
    assert (await world.ana.click(drawn, "set_status", value="Identified")).error == ""
    assert (await world.ana.global_shortcut("declare_incident")).modal is not None
    await world.calm()

    assert "Identified" in card(world)
    assert "error rate at 12 %" in await say(world, "timeline")


async def test_what_comes_twice_over_it_counts_once(world: World) -> None:
    """An envelope that Slack repeats, at once or again, changes nothing and is answered alike."""
    said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    record = next(one for one in reversed(world.slack.workspace.deliveries) if one.kind == "command")

    answers = await asyncio.gather(*(world.slack.repeat(record) for _ in range(3)))
    await world.calm()

    assert said.message is not None
    assert {one.body["text"] for one in answers} == {said.message.text}
    assert len(world.slack.workspace.messages("incidents", by="muster")) == 1


@pytest.mark.postgresql
async def test_two_connections_share_the_payloads_and_nothing_counts_twice(world: World) -> None:
    """Slack gives each payload to any one, and what it repeats to another: answered alike, done once."""
    slack = world.slack
    async with Muster(world.config, world.settings(), clock=world.clock).running() as other:
        await connected(world, lines=2)
        said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
        assert "INC-1 is open" in said.text
        record = next(one for one in reversed(slack.workspace.deliveries) if one.kind == "command")
        answers = [await slack.repeat(record) for _ in range(2)]  # one over each
        await world.calm()
        await other.calm()
        assert said.message is not None
        assert {one.body["text"] for one in answers} == {said.message.text}

        for line in ("ic me", "note flag flipped", "note cache restarted", "update rollback at 50 %"):
            await say(world, line)
        message = await world.ana.post(ROOM, "error rate at 12 %")
        slack.delivery_faults.twice("reaction_added")
        await world.ana.react(message, "pushpin")
        event = next(
            one
            for one in slack.workspace.deliveries
            if one.name == "reaction_added" and one.body["event"]["user"] == world.ana.id
        )
        for _ in range(2):
            assert not (await slack.repeat(event)).error  # with retry_attempt 1, over each
        await world.calm()
        await other.calm()

        told = await say(world, "timeline")
        for words in ("flag flipped", "cache restarted", "error rate at 12 %"):
            assert told.count(words) == 1
        assert len(slack.workspace.messages("incidents", by="muster")) == 2  # announced, and its update
        assert message.reactions["white_check_mark"] == [slack.workspace.app.bot_user]


# ---------------------------------------------------------------- the connection


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "link_disabled", "too_many_websockets"])
async def test_the_bot_reconnects_when_slack_asks_for_it(world: World, reason: str) -> None:
    """After a `disconnect` frame there is a new connection, and commands are answered over it."""
    sockets = world.slack.workspace.sockets
    (old,) = sockets.lines

    await sockets.refresh(reason=reason)
    await world.slack.workspace.until(lambda: sockets.lines and old not in sockets.lines)

    assert "INC-1 is open" in await say(world, f"declare sev1 {TITLE}", channel="general")


async def test_a_connection_that_breaks_is_opened_again(world: World) -> None:
    """Slack hangs up without a word: what happens afterwards arrives."""
    await declared(world)
    await world.slack.workspace.sockets.hang_up()
    await connected(world)

    assert "Noted as entry" in await say(world, "note hello")


async def test_what_happens_in_the_gap_between_two_connections_is_not_lost(world: World) -> None:
    """Slack tells who types a command that it failed; what it tells of by itself it tells again, once."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    world.slack.faults.error("apps.connections.open", "internal_error", times=None)
    await world.slack.workspace.sockets.hang_up()
    await world.slack.workspace.until(lambda: not world.slack.workspace.sockets.lines)

    said = await world.ana.command(ROOM, "/incident note hello")
    await world.ana.react(message, "pushpin")
    assert said.error == "dispatch_failed"
    world.slack.faults.clear()
    await connected(world)
    await world.slack.redeliver(all_of_them=True)
    await world.calm()

    timeline = await say(world, "timeline")
    assert (timeline.count("error rate at 12 %"), timeline.count("hello")) == (1, 0)
    assert "Noted as entry" in await say(world, "note hello")


async def test_who_left_a_private_room_in_the_gap_does_not_know_afterwards(world: World) -> None:
    """The gap was longer than Slack repeats an event: connected again, Muster asks who is in the room."""
    room = await declared(world, "private sev2 payroll data leaked")
    await world.ana.invite(room, "bo")
    assert "payroll" in await say(world, "info INC-1", by=world.bo, channel="general")
    world.slack.delivery_faults.lost("member_left_channel")
    await world.slack.workspace.sockets.hang_up()
    await world.ana.remove(room, "bo")
    asked = len(world.slack.workspace.calls_of("conversations.members"))

    await connected(world)
    await world.slack.workspace.until(
        lambda: len(world.slack.workspace.calls_of("conversations.members")) > asked
    )
    await world.calm()

    assert "There is no INC-1" in await say(world, "info INC-1", by=world.bo, channel="general")


async def test_a_connection_that_goes_dead_is_told_and_replaced(database_url: str) -> None:
    """No frames, no answer to pings, and nobody hangs up: readiness tells, and another one is opened."""
    async with World(database_url, socket_mode=True, ping_every_s=1.0) as world:
        workspace = world.slack.workspace
        await connected(world)
        await declared(world)
        (dead,) = workspace.sockets.lines
        refused = world.slack.faults.error("apps.connections.open", "internal_error", times=None)
        workspace.sockets.stall()
        await refused.arrived()
        status, problem = await ready(world)
        assert (status, problem) == (503, "Socket Mode is not connected; Muster is trying to connect again.")
        world.slack.faults.clear()
        await workspace.until(lambda: set(workspace.sockets.lines) - {dead})

        workspace.sockets.gone(dead)
        assert "Noted as entry" in await say(world, "note hello")
        assert (await ready(world))[0] == 200


async def test_a_refused_one_time_ticket_is_replaced_by_the_watchdog(database_url: str) -> None:
    """The SDK would try a spent ticket for ever: readiness tells, and half a minute later all is well."""
    async with World(database_url, socket_mode=True, ping_every_s=1.0) as world:
        workspace = world.slack.workspace
        await connected(world)
        workspace.changes.listen(spend := partial(spend_ticket, world))
        await workspace.sockets.hang_up()
        await workspace.until(lambda: len(workspace.calls_of("apps.connections.open")) == 3)
        workspace.changes.forget(spend)

        await mended_by_the_watchdog(world)


async def test_a_handshake_that_nobody_answers_is_given_up_by_the_watchdog(database_url: str) -> None:
    """The SDK would wait five minutes for it."""
    async with World(database_url, socket_mode=True, ping_every_s=1.0) as world:
        workspace = world.slack.workspace
        await connected(world)
        workspace.sockets.silent = True
        await workspace.sockets.hang_up()
        await workspace.until(lambda: workspace.sockets.unanswered)
        workspace.sockets.silent = False

        await mended_by_the_watchdog(world)


async def test_a_start_without_a_connection_is_no_end(database_url: str) -> None:
    """Slack gives an address at which nobody answers: the bot is there, says so, and connects later."""
    world = World(database_url, socket_mode=True, ping_every_s=1.0)
    world.slack.workspace.sockets.silent = True
    async with world:
        await world.slack.workspace.until(lambda: world.slack.workspace.sockets.unanswered)
        world.slack.workspace.sockets.silent = False

        await mended_by_the_watchdog(world)


async def mended_by_the_watchdog(world: World) -> None:
    """Check that readiness tells of the missing connection, and that half a minute later there is one."""
    status, problem = await ready(world)
    assert (status, problem) == (503, "Socket Mode is not connected; Muster is trying to connect again.")

    async with asyncio.timeout(30):
        while not world.slack.workspace.sockets.lines:
            world.clock.step(timedelta(seconds=5))
            await asyncio.sleep(0.02)

    assert "INC-1 is open" in await say(world, f"declare sev1 {TITLE}", channel="general")
    assert (await ready(world))[0] == 200


def spend_ticket(world: World, change: Change) -> None:
    """Use every one-time ticket up before the bot can."""
    call = change.detail.get("call")
    if call is not None and call.method == "apps.connections.open":
        world.slack.workspace.sockets.redeem(parse_qs(urlsplit(call.answer["url"]).query)["ticket"][0])


async def test_a_refused_app_token_stops_the_start_with_a_sentence(world: World) -> None:
    """The SDK would try for ever; we ask once."""
    await world.stop()
    world.slack.faults.error("apps.connections.open", "invalid_auth")

    with pytest.raises(CannotStart, match=r"Slack refuses SLACK_APP_TOKEN \(invalid_auth\)"):
        await world.start()


async def test_a_stop_answers_the_command_under_way(world: World) -> None:
    """What was begun is committed and acknowledged before the connection closes."""
    await declared(world)
    held = world.slack.faults.hold("users.info")
    asked = asyncio.create_task(world.actor("cy").command(ROOM, "/incident note hello"))
    await held.arrived()
    stopping = asyncio.create_task(world.stop())
    await asyncio.sleep(0.01)
    held.release(effect=Effect.DONE)

    said = await asked
    await stopping

    assert "Noted as entry" in said.text
