"""Declaring: one incident, and everything that must start at once, in the order of its importance."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.config import Config
from bot.domain import effects
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.models import Effect, Incident, IncidentTime, Link, Message, Timer
from bot.store.incidents import holder
from bot.usecases.capture import SourceMessage
from bot.usecases.declare import Here, declare
from tests.support.bench import Bench

both = pytest.mark.both_databases


async def declared(
    bench: Bench, title: str = "Checkout returns 500s", by: str = "UANA", **more: object
) -> int:
    """Declare an incident and return its number."""
    reply = await bench.do(partial(declare, by=by, title=title, **more))  # type: ignore[arg-type]
    assert reply.incident is not None
    return reply.incident


@both
async def test_a_declared_incident_asks_for_everything_in_order(bench: Bench) -> None:
    """Calls come first, then the room, the declarer, the card, the topic, the announcement, the bookmarks."""
    await declared(bench, severity="SEV1")
    asked = [(one.kind, getattr(one, "what", "")) for one in await bench.asked()]
    assert asked == [
        ("call_people", ""),
        ("open_war_room", ""),
        ("invite_people", ""),
        ("post_message", "card"),
        ("pin_message", "card"),
        ("refresh_topic", ""),
        ("post_message", "announcement"),
        ("refresh_bookmarks", ""),
    ]


async def test_what_needs_the_room_waits_for_it_and_calls_do_not(bench: Bench) -> None:
    """Calls and the announcement start at once; the pin waits for the card, the rest for the channel."""
    number = await declared(bench, severity="SEV1")
    rows = {(row.kind, row.payload.get("what")): row for row in await bench.rows(Effect)}
    room = (await bench.row(number)).opening_effect_id
    assert rows["open_war_room", None].id == room
    for free in (("call_people", None), ("post_message", "announcement")):
        assert rows[free].waits_for is None
    for kind in (
        ("invite_people", None),
        ("post_message", "card"),
        ("refresh_topic", None),
        ("refresh_bookmarks", None),
    ):
        assert rows[kind].waits_for == room
    assert rows["pin_message", "card"].waits_for == rows["post_message", "card"].id


@both
async def test_the_same_title_by_the_same_person_is_the_first_incident(bench: Bench) -> None:
    """Within two minutes a second declare answers with the first; later it is another one."""
    first = await declared(bench)
    bench.step(seconds=119)
    assert await declared(bench, title="  Checkout   returns 500s ") == first
    assert await declared(bench, by="UBO") != first
    assert await declared(bench, private=True) != first
    bench.step(seconds=2)
    assert await declared(bench) != first


async def test_a_false_alarm_can_be_declared_again_at_once(bench: Bench) -> None:
    """Only an incident that has not ended is given back."""
    first = await bench.incident(status="cancelled", is_open=False)
    assert await declared(bench) != first


@both
async def test_the_same_declare_twice_at_once_makes_one_incident(bench: Bench) -> None:
    """Two clicks that arrive together wait for each other."""
    numbers = await asyncio.gather(*(declared(bench) for _ in range(4)))
    assert len(set(numbers)) == 1
    assert len(await bench.rows(Incident)) == 1


@both
async def test_ten_people_declaring_at_once_get_ten_incidents(bench: Bench) -> None:
    """Nobody's declare is lost, and no two share a number."""
    numbers = await asyncio.gather(*(declared(bench, by=f"U{i}") for i in range(10)))
    assert len(set(numbers)) == 10


async def test_a_redelivered_form_makes_one_incident(bench: Bench) -> None:
    """The same request gets the same answer, even when the clock has gone on."""
    form = partial(declare, by="UANA", title="Checkout returns 500s")
    first = await bench.runner.once("form:1", form)
    bench.step(hours=1)
    assert await bench.runner.once("form:1", form) == first
    assert len(await bench.rows(Incident)) == 1


async def test_the_times_of_a_declare_are_kept(bench: Bench) -> None:
    """Declared is now, detected is declared unless said; when the impact began is only known when said."""
    began = bench.now - timedelta(minutes=20)
    number = await declared(bench, started_at=began)
    values = {row.name: row.value for row in await bench.rows(IncidentTime, incident_id=number)}
    assert values == {"declared_at": bench.now, "detected_at": bench.now, "impact_started_at": began}
    other = await declared(bench, title="No start known")
    values = {row.name: row.value for row in await bench.rows(IncidentTime, incident_id=other)}
    assert "impact_started_at" not in values


async def test_a_start_in_the_future_is_refused(bench: Bench) -> None:
    """A time says what has happened; nothing is written."""
    with pytest.raises(NotUnderstood, match="still to come"):
        await declared(bench, started_at=bench.now + timedelta(hours=1))
    assert not await bench.rows(Incident)


@pytest.mark.parametrize("title", ["", "   ", "\n\t"])
async def test_an_empty_title_is_refused(bench: Bench, title: str) -> None:
    """The title is the only thing needed, and it is needed."""
    with pytest.raises(NotUnderstood, match="needs a title"):
        await declared(bench, title=title)


async def test_a_severity_nobody_configured_is_refused(bench: Bench) -> None:
    """The sentence names those that are."""
    with pytest.raises(NotUnderstood, match="SEV1, SEV2, SEV3 or SEV4"):
        await declared(bench, severity="SEV9")


async def test_a_long_title_is_whole_in_the_timeline(bench: Bench) -> None:
    """Only drawings cut it."""
    title = "very " * 600 + "long"
    number = await declared(bench, title=title)
    assert (await bench.row(number)).title == title
    assert (await bench.entries(number, "declared"))[0].text == title


async def test_no_severity_is_treated_as_the_default_one(bench: Bench) -> None:
    """It stays unset, calls the default's people, follows its cadence, and is asked about in ten minutes."""
    number = await declared(bench)
    row = await bench.row(number)
    assert (row.severity, row.highest_severity) == (None, None)
    assert row.next_update_due_at == bench.now + timedelta(minutes=30)
    assert len(await bench.asked("call_people")) == 1
    timers = await bench.timers(number)
    assert timers["severity"].due_at == bench.now + timedelta(minutes=10)
    assert timers["update"].due_at == bench.now + timedelta(minutes=25)
    assert timers["commander"].due_at == bench.now + timedelta(minutes=5)


async def test_a_minor_severity_tells_without_calling(bench: Bench) -> None:
    """The on-call of a SEV3 is told, not called, and nobody is missed."""
    config = Config()
    minor = replace(config.severities["SEV3"], tell=("@oncall",))
    bench.configure(replace(config, severities={**config.severities, "SEV3": minor}))
    number = await declared(bench, severity="SEV3")
    (call,) = await bench.asked("call_people")
    assert isinstance(call, effects.CallPeople)
    assert (call.loud, call.refs) == (False, ("@oncall",))
    assert not (await bench.row(number)).nobody_called


@pytest.mark.parametrize(
    ("severity", "missed"), [("SEV1", True), (None, True), ("SEV3", False), ("SEV4", False)]
)
async def test_a_severity_that_should_call_and_cannot_says_so(
    bench: Bench, severity: str | None, missed: bool
) -> None:
    """Without anybody configured the card of a bad incident owns up to it."""
    bench.configure(Config())
    number = await declared(bench, severity=severity)
    assert (await bench.row(number)).nobody_called is missed
    assert not await bench.asked("call_people")


async def test_a_private_incident_is_never_announced(bench: Bench) -> None:
    """No message of it is even asked for outside its own channel."""
    number = await declared(bench, private=True, severity="SEV1")
    assert {message.place for message in await bench.rows(Message, incident_id=number)} == {effects.ROOM}


async def test_a_declarer_in_command_holds_the_role_from_the_start(bench: Bench) -> None:
    """Nobody is asked to take command, but the declarer alone acknowledges nothing."""
    number = await declared(bench, severity="SEV1", commander=True)
    async with bench.tx() as tx:
        term = await holder(tx.session, number, role="incident_commander")
    assert term is not None
    assert term.person_id == "UANA"
    timers = await bench.timers(number)
    assert "commander" not in timers
    assert timers["handover"].due_at == bench.now + timedelta(hours=4)
    assert not await bench.rows(IncidentTime, name="acknowledged_at")


async def test_the_declarer_in_command_reads_the_duties(bench: Bench) -> None:
    """The answer carries the checklist, and does not ask to take command."""
    reply = await bench.reply(partial(declare, by="UANA", title="Checkout", commander=True))
    assert "Your duties" in reply
    assert "Take command" not in reply


@both
async def test_a_channel_becomes_the_war_room_of_one_incident(bench: Bench) -> None:
    """Of two people who say `declare here` at once the second is refused, even before the bot is in."""
    attempts = (declared(bench, by=f"U{i}", here=Here(channel="C7")) for i in range(2))
    results = await asyncio.gather(*attempts, return_exceptions=True)
    refused = [one for one in results if isinstance(one, NotAllowed)]
    assert len(refused) == 1
    assert "war room of INC-" in refused[0].sentence
    assert len(await bench.asked("join_war_room", channel_id="C7")) == 1


async def test_the_channel_of_an_ended_incident_can_be_a_war_room_again(bench: Bench) -> None:
    """Only open and resolved incidents keep their channel."""
    await bench.incident(status="closed", is_open=False, channel_id="C7")
    number = await declared(bench, title="Another", here=Here(channel="C7"))
    assert (await bench.row(number)).channel_id is None  # until the bot has joined it
    await bench.incident(status="resolved", is_open=False, channel_id="C8")
    with pytest.raises(NotAllowed):
        await declared(bench, title="A third", here=Here(channel="C8"))


async def test_a_private_incident_needs_a_private_channel(bench: Bench) -> None:
    """`declare private here` in a public one is refused; `declare here` in a private one is private."""
    with pytest.raises(NotAllowed, match="public"):
        await declared(bench, private=True, here=Here(channel="C7"))
    number = await declared(bench, here=Here(channel="G7", is_private=True))
    assert (await bench.row(number)).private


async def test_a_message_declared_from_is_on_the_timeline_and_linked(bench: Bench) -> None:
    """The entry bears the message's own time, author and permalink."""
    written = bench.now - timedelta(minutes=3)
    source = SourceMessage(
        channel="C5",
        ts="1772632620.000100",
        permalink="https://example.com/archives/C5/p1",
        text="checkout is down",
        author="UBO",
        at=written,
    )
    number = await declared(bench, source=source)
    (entry,) = await bench.entries(number, "message_captured")
    assert (entry.text, entry.actor, entry.occurred_at) == ("checkout is down", "UBO", written)
    assert (entry.source_channel, entry.source_ts) == ("C5", "1772632620.000100")
    (link,) = await bench.rows(Link, incident_id=number)
    assert link.url == source.permalink
    assert (await bench.entries(number, "declared"))[0].source == source.permalink


@pytest.mark.parametrize("standing", ["is_guest", "is_stranger", "is_bot", "is_deactivated"])
async def test_outsiders_cannot_declare(bench: Bench, standing: str) -> None:
    """Guests, people of other organisations, bots and deactivated accounts are refused."""
    await bench.person("UEVE", **{standing: True})
    with pytest.raises(NotAllowed):
        await declared(bench, by="UEVE")


async def test_a_declare_leaves_one_timer_for_each_ladder(bench: Bench) -> None:
    """Nothing stands that cannot fire."""
    number = await declared(bench, severity="SEV4")
    kinds = [timer.kind for timer in await bench.rows(Timer, incident_id=number)]
    assert sorted(kinds) == ["activity", "commander", "update"]
