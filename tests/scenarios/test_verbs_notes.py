"""Notes, decisions, suspects, links, times, redaction and the timeline by text."""

import pytest

from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World


@pytest.mark.parametrize(
    ("typed", "echoed"),
    [
        ("note restarted the cache", ""),
        ("log 14:05 flipped flag checkout_v2 off", "14:05 CET"),
        ("note 10m ago alert fired", "14:50 CET"),
        ("note yesterday 23:10 deploy 4.2", "19 Nov 23:10 CET"),
    ],
)
async def test_a_note_is_kept_at_the_time_it_names(world: World, typed: str, echoed: str) -> None:
    """Clock times are the person's own, and are said back with the zone."""
    await declared(world)
    said = await say(world, typed)
    assert "Noted as entry" in said
    assert echoed in said
    assert typed.rsplit(maxsplit=1)[-1] in await say(world, "timeline")


async def test_a_notes_time_is_in_the_zone_of_who_wrote_it(world: World) -> None:
    """Cy is in New York, where it is nine in the morning."""
    await declared(world)
    await world.actor("cy").join(ROOM)
    assert "at 08:30 EST." in await say(world, "note 08:30 saw the first errors", by=world.actor("cy"))


async def test_a_note_from_the_future_is_refused(world: World) -> None:
    """It says what has happened."""
    await declared(world)
    assert "is still to come" in await say(world, "note tomorrow 10:00 vendor calls")


async def test_a_note_that_looks_like_a_secret_is_kept_with_a_warning(world: World) -> None:
    """Who wrote it is told how to remove it."""
    await declared(world)
    said = await say(world, "note password=hunter2-hunter2")
    assert "`/incident redact last` removes it" in said


async def test_a_decision_stands_in_the_room_with_its_way_back(world: World) -> None:
    """How to undo it is read from the words."""
    await declared(world)
    assert "The decision is on the timeline" in await say(world, "decide roll back 4.2, undo: redeploy")
    await world.calm()
    posted = next(one for one in world.ana.sees(ROOM) if "Decision" in one)
    assert "roll back 4.2" in posted
    assert "Undo*  redeploy" in posted


async def test_a_suspect_stands_on_the_card_until_it_is_settled_by_button(world: World) -> None:
    """Its message carries the buttons."""
    await declared(world)
    assert "Hypothesis added: “cache stampede”." in await say(world, "hypothesis cache stampede")
    await world.calm()
    assert "cache stampede (open)" in card(world)
    await world.bo.click(await world.message(ROOM, "*Hypothesis*"), "Ruled out")
    await world.calm()
    assert "cache stampede (ruled out)" in card(world)


@pytest.mark.parametrize(
    "typed",
    [
        "link https://grafana.example.com/d/1 Grafana",
        "link Grafana https://grafana.example.com/d/1",
    ],
)
async def test_a_link_stands_on_the_card_and_among_the_bookmarks(world: World, typed: str) -> None:
    """Slack sends addresses in angle brackets; before or after the title, it is found."""
    await declared(world)
    assert "“Grafana” is on the card and among the bookmarks." in await say(world, typed)
    await world.calm()
    assert "Grafana" in card(world)
    marks = world.slack.workspace.bookmarks(ROOM)
    assert [(one.title, one.link) for one in marks] == [("Grafana", "https://grafana.example.com/d/1")]


async def test_what_is_no_address_cannot_be_linked(world: World) -> None:
    """The refusal shows how."""
    await declared(world)
    assert "is no web address" in await say(world, "link javascript:alert(1) Boo")


async def test_times_are_shown_and_corrected_with_a_reason(world: World) -> None:
    """The value is said back with its zone; the earlier one is kept."""
    await declared(world)
    assert "*Declared*" in await say(world, "times")
    said = await say(world, "times impact 13:40 per graph")
    assert "*Impact started* is now 13:40 CET." in said
    shown = await say(world, "times")
    assert "per graph" in shown


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("times lunch 13:40 per graph", "An incident has no time called `lunch`."),
        ("times impact soon per graph", "`soon` is no time."),
        ("times impact", "`times` needs words"),
        ("times impact 13:40", "`times` needs words"),
        ("times impact tomorrow 13:40 per graph", "is still to come"),
    ],
)
async def test_a_time_that_cannot_be_read_is_refused(world: World, typed: str, answer: str) -> None:
    """Each refusal says what could be said instead."""
    await declared(world)
    assert answer in await say(world, typed)


async def test_the_timeline_is_private_and_paged(world: World) -> None:
    """The latest twenty entries first; older ones by button, in the same message."""
    await declared(world)
    for count in range(25):
        await say(world, f"note step {count}")
    shown = await world.ana.command(ROOM, "/incident timeline")
    assert "page 1 of 2" in shown.text
    assert "step 24" in shown.text
    assert shown.message is not None
    await world.ana.click(shown.message, "Older")
    await world.slack.workspace.until(lambda: any("page 2 of 2" in one for one in world.ana.sees(ROOM)))
    assert not any("page 1 of 2" in one for one in world.ana.sees(ROOM))
    assert not any("Timeline of INC-1" in one for one in world.bo.sees(ROOM))


async def test_the_last_words_can_be_redacted(world: World) -> None:
    """The text is gone from the timeline; that it was redacted is kept."""
    await declared(world)
    await say(world, "note the key is swordfish")
    assert "is redacted: its text is gone" in await say(world, "redact last")
    shown = await say(world, "timeline")
    assert "swordfish" not in shown
    assert "redacted" in shown


async def test_an_entry_is_redacted_by_its_number(world: World) -> None:
    """The reason is kept; a number that is not there is refused."""
    await declared(world)
    said = await say(world, "note the key is swordfish")
    entry = said.split("entry ", 1)[1].split(".", 1)[0]
    assert f"Entry {entry} is redacted" in await say(world, f"redact {entry} pasted a key")
    assert "has no entry 999" in await say(world, "redact 999")
    assert "`redact` needs words" in await say(world, "redact please")
    assert "`redact` needs words" in await say(world, "redact")


@pytest.mark.parametrize(
    ("verb", "title"),
    [
        ("note", "Note in INC-1"),
        ("decide", "Decision in INC-1"),
        ("hypothesis", "Hypothesis in INC-1"),
        ("link", "Link in INC-1"),
        ("severity", "Severity of INC-1"),
        ("handover", "Hand over"),
        ("next", "Next update"),
        ("merge", "Merge INC-1"),
    ],
)
async def test_a_verb_alone_opens_its_form(world: World, verb: str, title: str) -> None:
    """Everything that takes words can be filled in instead."""
    await declared(world)
    opened = await world.ana.command(ROOM, f"/incident {verb}")
    assert opened.modal is not None
    assert opened.modal.title == title
