"""Socket Mode: the same bot over a connection that it opens itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import pytest_asyncio

from bot.app import CannotStart, listening
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
    """Return what `/readyz` says: the status, and what is wrong with Socket Mode."""
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


# ---------------------------------------------------------------- the connection


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "link_disabled"])
async def test_the_bot_reconnects_when_slack_asks_for_it(world: World, reason: str) -> None:
    """After a `disconnect` frame there is a new connection, and commands are answered over it."""
    sockets = world.slack.workspace.sockets
    (old,) = sockets.lines

    await sockets.refresh(reason=reason)
    await world.slack.workspace.until(lambda: sockets.lines and old not in sockets.lines)

    assert "INC-1 is open" in (await world.ana.command("general", f"/incident declare sev1 {TITLE}")).text


async def test_a_connection_that_breaks_is_opened_again(world: World) -> None:
    """Slack hangs up without a word: what happens afterwards arrives."""
    await declared(world)
    await world.slack.workspace.sockets.hang_up()
    await connected(world)

    assert "Noted as entry" in await say(world, "note hello")


async def test_a_refused_one_time_ticket_is_replaced_by_the_watchdog(database_url: str) -> None:
    """The SDK would try a spent ticket for ever: readiness tells, and half a minute later all is well."""
    async with World(database_url, socket_mode=True, slack_timeout_s=0.3) as world:
        workspace = world.slack.workspace
        await connected(world)
        workspace.changes.listen(spend := partial(spend_ticket, world))
        await workspace.sockets.hang_up()
        await workspace.until(lambda: len(workspace.calls_of("apps.connections.open")) == 3)
        status, problem = await ready(world)
        assert (status, problem) == (503, "Socket Mode is not connected; Muster is trying to connect again.")
        workspace.changes.forget(spend)

        async with asyncio.timeout(5):
            while not workspace.sockets.lines:
                world.clock.step(timedelta(seconds=5))
                await asyncio.sleep(0.02)

        assert (await ready(world))[0] == 200
        said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
        assert "INC-1 is open" in said.text


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
