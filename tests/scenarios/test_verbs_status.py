"""Status, severity and status updates by text."""

import pytest

from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("investigating", "investigating"),
        ("identified", "identified"),
        ("monitoring", "monitoring"),
        ("Mitigated", "monitoring"),
        ("resolve", "resolved"),
        ("RESOLVED", "resolved"),
        ("cancel", "cancelled"),
    ],
)
async def test_each_status_verb_moves_there(world: World, verb: str, status: str) -> None:
    """The answer says where it came from, and the card shows where it is."""
    await declared(world)
    assert f"INC-1 is now *{status}* (it was *triage*)." in await say(world, verb)
    await world.calm()
    assert status.capitalize() in card(world)


async def test_words_after_a_status_are_a_status_update(world: World) -> None:
    """They are posted and announced; without words nothing is posted."""
    await declared(world)
    await say(world, "identified bad deploy 4.2, rolling back")
    await say(world, "monitoring")
    await world.calm()
    posted = [one for one in world.ana.sees(ROOM) if "Status update" in one]
    assert len(posted) == 1
    assert "bad deploy 4.2, rolling back" in posted[0]
    assert "bad deploy 4.2" in " ".join(world.ana.sees("incidents"))


async def test_an_incident_that_is_not_resolved_cannot_be_closed(world: World) -> None:
    """The refusal names the moves that are allowed."""
    await declared(world)
    await say(world, "investigating")
    said = await say(world, "close")
    assert "INC-1 is *investigating*; it can be closed once it is *resolved*." in said
    assert "Say `resolve`, or `cancel` if it was a false alarm." in said


async def test_a_closed_incident_can_be_reopened_and_an_open_one_cannot(world: World) -> None:
    """Reopening leads to investigating."""
    await declared(world)
    assert "only a resolved or closed incident can be reopened" in await say(world, "reopen")
    await say(world, "resolve")
    await say(world, "close")
    assert "INC-1 is open again and *investigating*." in await say(world, "reopen it is back")


async def test_cancelling_tells_everyone_who_was_called_to_stand_down(world: World) -> None:
    """They were woken up, so they are told that they can sleep."""
    await declared(world)
    assert "Everyone who was called is told to stand down." in await say(world, "cancel the probe was broken")
    await world.calm()
    for name in ("dee", "eve", "finn"):
        assert any("tand down" in one for one in world.actor(name).sees("muster"))


@pytest.mark.parametrize(
    ("typed", "level"),
    [("sev 2", "SEV2"), ("sev 2 only EU affected", "SEV2"), ("severity SEV3", "SEV3"), ("SEV sev-4", "SEV4")],
)
async def test_severity_is_said_by_number_or_name(world: World, typed: str, level: str) -> None:
    """Words after it are a status update."""
    await declared(world)
    assert f"INC-1 is now *{level}* (it was SEV1)." in await say(world, typed)
    await world.calm()
    assert level in card(world)
    posted = [one for one in world.ana.sees(ROOM) if "Status update" in one]
    assert ["only EU affected" in one for one in posted] == ([True] if "only" in typed else [])


async def test_a_severity_that_is_not_configured_is_refused(world: World) -> None:
    """The refusal lists those that are."""
    await declared(world)
    said = await say(world, "sev huge")
    assert "There is no severity `huge`. Choose SEV1, SEV2, SEV3 or SEV4." in said
    assert "INC-1 is SEV1 already" in await say(world, "sev 1")


async def test_an_update_goes_to_room_announcement_and_card(world: World) -> None:
    """`next 20m` says when the next is due, instead of the severity's cadence."""
    await declared(world)
    said = await say(world, "update rollback at 50 %, errors falling next 20m")
    assert "Posted to the war room and the announcement." in said
    assert "The next update is due 15:20." in said
    await world.calm()
    assert any("rollback at 50 %, errors falling" in one for one in world.ana.sees(ROOM))
    assert any("rollback at 50 %, errors falling" in one for one in world.ana.sees("incidents"))
    assert "rollback at 50 %, errors falling" in card(world)
    assert "next 20m" not in card(world)


@pytest.mark.parametrize("verb", ["update", "post", "sitrep"])
async def test_an_update_without_words_opens_its_form(world: World, verb: str) -> None:
    """It opens as it will be filled: with what holds now."""
    await declared(world)
    opened = await world.ana.command(ROOM, f"/incident {verb}")
    assert opened.modal is not None
    assert opened.modal.title == "Update INC-1"


async def test_the_last_update_is_corrected_wherever_it_went(world: World) -> None:
    """The corrected words stand in the room, under the announcement and on the card."""
    await declared(world)
    assert "has no status update yet" in await say(world, "correct 60 %")
    await say(world, "update rollback at 50 %")
    await world.calm()
    assert "Corrected everywhere it went" in await say(world, "correct rollback at 60 %")
    await world.calm()
    for channel in (ROOM, "incidents"):
        seen = " ".join(world.ana.sees(channel))
        assert "rollback at 60 %" in seen
        assert "rollback at 50 %" not in seen


@pytest.mark.parametrize(("typed", "due"), [("next 10m waiting for vendor", "15:10"), ("snooze 12", "15:12")])
async def test_the_next_update_can_be_moved_within_one_cadence(world: World, typed: str, due: str) -> None:
    """The time is echoed in the person's own zone."""
    await declared(world)
    said = await say(world, typed)
    assert f"The next update is due {due} ({due} CET)." in said


async def test_the_next_update_cannot_be_moved_further_than_the_severity_allows(world: World) -> None:
    """The IC may double it."""
    await declared(world)
    said = await say(world, "next 30m")
    assert "SEV1 allows at most 15 min from now; the incident commander may take 30 min." in said
    await say(world, "ic me")
    assert "The next update is due 15:30" in await say(world, "next 30m")
    assert "is no duration" in await say(world, "next soon")


async def test_a_rooms_verb_elsewhere_needs_an_id(world: World) -> None:
    """With one it works, and the answer says which incident it was about."""
    await declared(world)
    said = await say(world, "update rollback at 50 %", channel="general")
    assert "This channel is not a war room, so `update` needs to know which incident" in said
    said = await say(world, "update inc-1 rollback at 50 %", channel="general")
    assert said.startswith("INC-1: Posted to the war room")
    assert "There is no INC-7 that you can see." in await say(world, "resolve INC-7", channel="general")


async def test_a_form_asked_for_elsewhere_says_that_it_needs_an_id(world: World) -> None:
    """It is open before anything is read, so the sentence stands in it."""
    opened = await world.ana.command("general", "/incident update")
    assert opened.modal is not None
    assert "This channel is not a war room" in str(opened.modal.blocks)
