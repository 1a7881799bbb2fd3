"""List, info, catch-up, help, export and merge by text."""

import pytest

from tests.scenarios.steps import ROOM, TITLE, card, declared, say
from tests.scenarios.world import World


async def test_the_list_shows_open_incidents_and_more_when_asked(world: World) -> None:
    """`all` shows ended ones, a severity or a span narrows it."""
    await declared(world)
    await declared(world, "sev3 slow search")
    await say(world, "resolve")
    assert "INC-2" in (shown := await say(world, "list", channel="general"))
    assert "INC-1" not in shown
    for typed in ("list all", "ls 7d", "LIST all 7d"):
        shown = await say(world, typed, channel="general")
        assert "INC-1" in shown
        assert "INC-2" in shown
    assert "INC-2" in await say(world, "list sev3", channel="general")
    assert "No incidents that you may see (open SEV1)." in await say(world, "list sev1", channel="general")
    assert "The list cannot be narrowed by `lots`." in await say(world, "list lots", channel="general")


async def test_guests_may_not_list_but_may_ask_about_the_room_they_are_in(world: World) -> None:
    """The refusal says what they can do."""
    gus = world.actor("gus")
    assert "Guests cannot list incidents." in await say(world, "list", by=gus, channel="general")
    await declared(world)
    assert "There is no INC-1" in await say(world, "info INC-1", by=gus, channel="general")
    await world.ana.invite(ROOM, "gus")
    assert "INC-1" in await say(world, "info", by=gus)
    assert "Guests cannot export incidents." in await say(world, "export", by=gus)


async def test_info_shows_an_incident_anywhere(world: World) -> None:
    """In its room without an id; elsewhere with one."""
    await declared(world)
    for typed, channel in (("info", ROOM), ("show INC-1", "general"), ("info 1", "general")):
        shown = await say(world, typed, by=world.bo, channel=channel)
        assert TITLE in shown
        assert "War room*  #inc-1" in shown
    assert "Which incident? Say `/incident info INC-42`." in await say(world, "info", channel="general")
    assert "There is no INC-9" in await say(world, "info INC-9", channel="general")


@pytest.mark.parametrize("verb", ["catchup", "recap", "brief"])
async def test_a_newcomer_is_briefed_privately(world: World, verb: str) -> None:
    """State, what was said, what was decided."""
    await declared(world)
    await say(world, "update rollback at 50 %")
    await say(world, "decide roll back 4.2")
    shown = await say(world, verb, by=world.bo)
    assert "rollback at 50 %" in shown
    assert "roll back 4.2" in shown


async def test_help_shows_what_makes_sense_here(world: World) -> None:
    """Outside a war room its verbs are left out, and guests are not told of what they may not do."""
    outside = await say(world, "help", channel="general")
    assert "`/incident declare sev1 checkout returns 500s`" in outside
    assert "`/incident redact last`" not in outside
    await declared(world)
    inside = await say(world, "?")
    assert "In the war room of INC-1 you can say" in inside
    for verb in ("update", "resolve", "ic @ana", "scribe @ana", "merge INC-41", "export"):
        assert f"`/incident {verb}" in inside
    guest = await say(world, "help", by=world.actor("gus"), channel="general")
    assert "declare" not in guest
    assert "`/incident info INC-42`" in guest


async def test_help_tells_more_about_one_verb(world: World) -> None:
    """By any of its words; for a word that is none it suggests one."""
    said = await say(world, "help sitrep", channel="general")
    assert "`/incident update INC-42 rollback" in said
    assert "Other words for it: `post`, `sitrep`." in said
    assert "Did you mean `/incident update`?" in await say(world, "help updaet", channel="general")


async def test_an_export_comes_by_direct_message(world: World) -> None:
    """In the formats that were named, else in all."""
    await declared(world)
    assert "The timeline as json follows by direct message." in await say(world, "export json")
    await world.calm()
    assert [file.name for file in world.slack.workspace.files(world.ana.place("muster").id)] == [
        "INC-1-timeline.json"
    ]
    assert "as md, html, csv and json follows" in await say(world, "export INC-1", channel="general")
    assert "There is no format `pdf`. Choose md, html, csv or json." in await say(world, "export pdf")


async def test_one_incident_ends_inside_another_and_comes_out_again(world: World) -> None:
    """Behind `merge` an id is the other incident's, in the war room; elsewhere both are named."""
    await declared(world)
    second = await declared(world, "sev2 payments fail")
    said = await say(world, "merge INC-1", channel=second)
    assert "INC-2 ends inside INC-1" in said
    await world.calm()
    assert "into INC-1" in card(world, second)
    assert "INC-2 is a matter of its own again and *triage*" in await say(world, "unmerge", channel=second)
    said = await say(world, "merge INC-2 INC-1", channel="general")
    assert "INC-2 ends inside INC-1" in said


async def test_a_merge_that_cannot_be_is_refused(world: World) -> None:
    """Into itself, into nothing, across privacy; and nothing can be taken apart that was not merged."""
    await declared(world)
    await declared(world, "private sev3 key leaked")
    assert "cannot be merged into itself" in await say(world, "merge INC-1")
    assert "There is no INC-9" in await say(world, "merge INC-9")
    assert "`merge` needs words" in await say(world, "merge it")
    assert "one of the two is private" in await say(world, "merge INC-2")
    assert "not merged; there is nothing to take apart" in await say(world, "unmerge")
