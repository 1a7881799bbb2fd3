"""Incidents follow what Slack tells of people and channels."""

from functools import partial

import pytest
from sqlmodel import select

from bot.domain.effects import PinMessage
from bot.domain.models import Effect, Message, Person
from bot.store import outbox, people
from bot.usecases import membership
from bot.usecases.tx import Tx
from tests.support.bench import ROOM, Bench

pytestmark = pytest.mark.both_databases


async def blocked(bench: Bench, number: int) -> None:
    """Let something wait for a person to mend its cause."""

    async def write(tx: Tx) -> None:
        effect = await tx.emit(PinMessage(incident_id=number, what="card"))
        assert effect is not None
        await tx.outgoing.write()
        row = await outbox.get(tx.session, effect)
        assert row is not None
        row.state, row.reason = "blocked", "not_in_channel"
        tx.session.add(row)

    await bench.do(write)


async def states(bench: Bench, number: int) -> set[str]:
    """Return the states of an incident's effects."""
    return {row.state for row in await bench.rows(Effect, incident_id=number)}


async def test_a_person_is_remembered_with_the_latest_of_what_slack_said(bench: Bench) -> None:
    """A known direct channel is not forgotten by a change of name."""
    await bench.person("UBO", name="Bo", direct_channel="D0BO")
    await bench.do(
        partial(membership.remember_person, person=Person(slack_id="UBO", name="Bob", refreshed_at=bench.now))
    )
    known = await bench.queries.person("UBO")
    assert known is not None
    assert (known.name, known.direct_channel) == ("Bob", "D0BO")


async def test_the_roles_of_a_deactivated_account_become_free(bench: Bench) -> None:
    """The incident has no commander then, says so, and will ask for one."""
    number = await bench.incident(
        roles={"incident_commander": "UBO", "scribe": "UANA"}, commander_since=bench.now
    )
    bench.step(minutes=1)
    gone = Person(slack_id="UBO", name="bo", is_deactivated=True, refreshed_at=bench.now)
    for _ in range(2):
        await bench.do(partial(membership.remember_person, person=gone))
    view = (await bench.queries.scene(number)).incident
    assert view.holder("incident_commander") is None
    assert view.holder("scribe") is not None
    (entry,) = await bench.entries(number, "role_ended")
    assert entry.text == "@bo is no longer incident commander: the account was deactivated in Slack."
    assert (await bench.timers(number))["commander"].anchor == bench.now
    assert await bench.asked("refresh_topic") != []


async def test_who_leaves_a_private_war_room_no_longer_sees_its_incident(bench: Bench) -> None:
    """Also not in their App Home; back in it they see it when Slack has confirmed that they are."""
    number = await bench.incident(private=True)
    await bench.do(partial(membership.left, channel=ROOM, person="UBO"))
    assert not await bench.queries.visible_to("UBO", number)
    assert [getattr(one, "person", None) for one in await bench.asked("refresh_home")] == ["UBO"]
    await bench.do(partial(membership.joined, channel=ROOM, person="UBO"))
    assert not await bench.queries.visible_to("UBO", number)
    await bench.do(partial(membership.remember_members, channel=ROOM, members=["UANA", "UBO"]))
    assert await bench.queries.visible_to("UBO", number)


async def test_a_listing_of_the_channel_replaces_what_was_known(bench: Bench) -> None:
    """Who is not in it any more is forgotten."""
    await bench.incident()
    await bench.do(partial(membership.remember_members, channel=ROOM, members=["UBO", "UCY"]))
    assert await bench.queries.room_members(ROOM) == {"UBO", "UCY"}


async def test_inviting_the_bot_back_tries_again(bench: Bench) -> None:
    """What was blocked is due again; where nothing was, nothing is said."""
    number = await bench.incident()
    await bench.do(partial(membership.bot_joined, channel=ROOM))
    assert await bench.entries(number) == []
    await blocked(bench, number)
    woken = bench.wakes
    await bench.do(partial(membership.bot_joined, channel=ROOM))
    assert "blocked" not in await states(bench, number)
    assert [entry.text for entry in await bench.entries(number)] == ["The bot is in the war room again."]
    assert bench.wakes > woken


async def test_unarchiving_tries_again(bench: Bench) -> None:
    """The timeline says who archived and who unarchived the room."""
    await bench.person("UBO", name="bo")
    number = await bench.incident()
    await bench.do(partial(membership.room_archived, channel=ROOM, by="UBO"))
    await blocked(bench, number)
    await bench.do(partial(membership.room_unarchived, channel=ROOM, by="UBO"))
    assert "blocked" not in await states(bench, number)
    assert [entry.text for entry in await bench.entries(number)] == [
        "The war room was archived by @bo. Nothing can be posted in it until it is unarchived.",
        "The war room was unarchived by @bo.",
    ]


async def test_removing_the_bot_and_deleting_the_room_are_on_the_timeline(bench: Bench) -> None:
    """Nothing is silent."""
    number = await bench.incident()
    await bench.do(partial(membership.bot_removed, channel=ROOM))
    await bench.do(partial(membership.room_deleted, channel=ROOM, by=None))
    assert [entry.text.split(".")[0] for entry in await bench.entries(number)] == [
        "The bot was removed from the war room",
        "The war room was deleted",
    ]


async def test_a_renamed_room_is_known_by_its_new_name(bench: Bench) -> None:
    """The bot's own naming of it is no change."""
    number = await bench.incident()
    await bench.do(partial(membership.room_renamed, channel=ROOM, name="inc-1-checkout-returns-500s"))
    assert await bench.entries(number) == []
    await bench.do(partial(membership.room_renamed, channel=ROOM, name="inc-1-eu"))
    assert (await bench.queries.scene(number)).incident.channel_name == "inc-1-eu"
    assert [entry.text for entry in await bench.entries(number)] == ["The war room is called #inc-1-eu now."]


async def test_a_channel_whose_id_changes_takes_everything_with_it(bench: Bench) -> None:
    """The incident, where messages stand, and who is in it."""
    number = await bench.incident()
    await bench.do(partial(membership.room_id_changed, old=ROOM, new="C0NEW"))
    assert await bench.queries.number_of_channel("C0NEW") == number
    assert await bench.queries.number_of_channel(ROOM) is None
    assert await bench.queries.room_members("C0NEW") == {"UANA", "UBO"}
    (card,) = await bench.rows(Message, incident_id=number, what="card")
    assert card.channel_id == "C0NEW"
    async with bench.tx() as tx:
        assert await people.is_member(tx.session, channel="C0NEW", person="UBO")


async def test_when_news_may_be_missing_only_living_private_rooms_are_asked_about_at_once(
    bench: Bench,
) -> None:
    """Those that have ended only become more: each is asked about once a day, whatever else happens."""
    await bench.incident(private=True, channel_id="C0LIVING")
    await bench.incident(private=True, channel_id="C0ENDED", status="closed", is_open=False)

    async def asked() -> list[str]:
        """Ask, let Slack answer, and return about which rooms it was asked."""
        await bench.do(partial(membership.check_members, afresh=True))

        async def settle(tx: Tx) -> list[str]:
            query = select(Effect).where(Effect.kind == "refresh_members", Effect.state == "pending")
            rows = (await tx.session.exec(query)).all()
            for row in rows:
                row.state, row.settled_at = "done", tx.now
                tx.session.add(row)
            return sorted(row.payload["channel_id"] for row in rows)

        return await bench.do(settle)

    assert await asked() == ["C0ENDED", "C0LIVING"]
    assert await asked() == ["C0LIVING"]
    bench.step(days=1)
    assert await asked() == ["C0ENDED", "C0LIVING"]
