"""Forms that are late, empty, too long or about what is no longer so."""

import pytest

from bot.fakeslack.views import View
from tests.scenarios.steps import ROOM, TITLE, card, declared, say
from tests.scenarios.world import World
from tests.support.databases import locked

MOVED_ON = "The incident has moved on since this button was drawn"


def told(world: World, name: str = "ana") -> str:
    """Return the words of the form that a person has open, or nothing."""
    view = world.actor(name).view()
    return "" if view is None else world.slack.workspace.render.blocks(view.blocks, zone="UTC")


def opened(world: World, name: str = "ana") -> View:
    """Return the form that a person has open."""
    view = world.actor(name).view()
    assert view is not None
    return view


# ---------------------------------------------------------------- what a form asks


async def test_the_declare_form_says_who_will_be_called_and_where_it_is_announced(world: World) -> None:
    """Before anybody presses Declare, they read what it sets off; only the title is needed."""
    await world.ana.command("general", "/incident")

    shown = told(world)
    assert "Called at once" in shown
    assert "SEV1 @oncall" in shown
    assert "#incidents, unless it is private" in shown
    sent = await world.ana.submit(values={"title": TITLE})
    await world.calm()
    assert sent.errors == {}
    assert "Its severity is not set yet; it is treated as SEV2" in told(world)


@pytest.mark.parametrize("title", ["   ", "\u200b \u202e\u2060\u3164"])
async def test_a_title_of_nothing_is_complained_about_at_its_field(world: World, title: str) -> None:
    """Spaces are no title: the form stays open, nothing is declared."""
    await world.ana.command("general", "/incident")

    sent = await world.ana.submit(values={"title": title})

    assert "title" in sent.errors
    assert sent.modal is not None
    assert "INC-1" not in (await world.ana.command("general", "/incident list all")).text


@pytest.mark.parametrize(
    ("verb", "values", "field"),
    [
        ("update", {"text": " "}, "text"),
        ("note", {"text": " \n "}, "text"),
        ("decide", {"text": "  "}, "text"),
        ("hypothesis", {"text": "\t"}, "text"),
        ("link", {"url": "  "}, "url"),
        ("link", {"url": "ftp://example.com"}, "url"),
    ],
)
async def test_an_empty_or_wrong_field_is_complained_about_where_it_stands(
    world: World, verb: str, values: dict[str, str], field: str
) -> None:
    """The form stays, the timeline stays as it was, and the same form counts when it is mended."""
    await declared(world)
    before = await say(world, "timeline")
    await world.ana.command(ROOM, f"/incident {verb}")

    sent = await world.ana.submit(values=values)

    assert list(sent.errors) == [field]
    assert await say(world, "timeline") == before
    mended = await world.ana.submit(values={field: "https://example.com/" if verb == "link" else "words"})
    assert mended.errors == {}
    assert await say(world, "timeline") != before


async def test_a_form_sent_as_it_was_drawn_changes_nothing(world: World) -> None:
    """Roles that nobody touched are not assigned again, and nobody is told anything."""
    await declared(world)
    await say(world, "ic me")
    before = await say(world, "timeline")
    await world.ana.command(ROOM, "/incident assign")

    await world.ana.submit()

    assert "Nothing was changed." in told(world)
    assert await say(world, "timeline") == before


async def test_the_longest_words_that_slack_takes_are_kept_whole(world: World) -> None:
    """3,000 characters in every field of an update: shown cut, kept whole, correctable again."""
    await declared(world)
    words = " ".join(f"word{number}" for number in range(400))[:2_990]
    await world.ana.command(ROOM, "/incident update")

    sent = await world.ana.submit(values={"text": words, "impact": words, "needs": words})
    await world.calm()

    assert (sent.errors, sent.problem) == ({}, "")
    assert "…" in card(world)
    await world.ana.command(ROOM, "/incident correct")
    block = next(block for block in opened(world).blocks if block["block_id"] == "text")
    assert block["element"]["initial_value"] == words
    again = await world.ana.submit(values={"text": "short"})
    assert (again.errors, again.problem) == ({}, "")


# ---------------------------------------------------------------- what has moved on


async def test_an_update_form_does_not_take_back_what_somebody_else_changed_meanwhile(world: World) -> None:
    """Only what Ana changed in the form counts: the status and the severity that Bo set stay."""
    await declared(world)
    await world.ana.command(ROOM, "/incident update")
    await world.bo.join(ROOM)
    await say(world, "identified", by=world.bo)
    await say(world, "sev 2", by=world.bo)

    sent = await world.ana.submit(values={"text": "rolling back"})
    await world.calm()

    assert sent.errors == {}
    assert "SEV2 · Identified" in card(world)
    assert "rolling back" in card(world)


async def test_a_form_sent_after_the_end_is_refused_and_keeps_the_words(world: World) -> None:
    """The incident was cancelled while Ana wrote: her words stay in the form, with the reason."""
    await declared(world)
    await world.ana.command(ROOM, "/incident update")
    await say(world, "cancel", by=world.bo)

    sent = await world.ana.submit(values={"text": "rolling back"})

    assert "INC-1 is cancelled; no updates are posted any more" in " ".join(sent.errors.values())
    assert opened(world).values["text"]["value"]["value"] == "rolling back"


async def test_a_question_answered_after_somebody_else_moved_on_changes_nothing(world: World) -> None:
    """Ana was asked "sure?" about an incident that has another status now."""
    await declared(world)
    (message,) = [one for one in world.slack.workspace.messages(ROOM) if "More…" in text(world, one)]
    await world.ana.click(message, "set_status", value="Resolved")
    assert "Resolve INC-1?" in opened(world).title
    await say(world, "monitoring", by=world.bo)

    sent = await world.ana.submit()
    await world.calm()

    said = " ".join(sent.errors.values()) + told(world)
    assert MOVED_ON in said
    assert "Monitoring" in card(world)


async def test_a_merge_into_what_has_ended_meanwhile_is_refused_at_the_field(world: World) -> None:
    """The other one was cancelled while the form stood open."""
    await declared(world, "sev3 search is slow")
    second = await declared(world, "sev2 payments fail")
    await world.ana.command(second, "/incident merge")
    await say(world, "cancel INC-1", by=world.bo, channel="general")

    sent = await world.ana.submit(values={"into": "INC-1 search is slow"})

    assert "INC-1 is cancelled" in sent.errors["into"]
    assert "Triage" in card(world, second)


async def test_a_correction_is_of_the_update_that_the_form_showed(world: World) -> None:
    """Somebody posted another one meanwhile: that one is not overwritten."""
    await declared(world)
    await say(world, "update errors at 60 %")
    await world.ana.command(ROOM, "/incident correct")
    await say(world, "update rollback done", by=world.bo)

    await world.ana.submit(values={"text": "errors at 50 %"})
    await world.calm()

    posts = world.ana.sees(ROOM)
    assert any("errors at 50 %" in one for one in posts)
    assert any("rollback done" in one for one in posts)
    assert not any("errors at 60 %" in one for one in posts)


async def test_a_form_of_a_private_incident_counts_for_nobody_who_was_removed(world: World) -> None:
    """Bo had the form open when he was taken out of the channel: he knows of no such incident any more."""
    room = await declared(world, "private sev2 keys leaked")
    await world.ana.invite(room, "bo")
    await world.bo.command(room, "/incident note")
    await world.ana.remove(room, "bo")

    sent = await world.bo.submit(values={"text": "I was here"})

    assert "There is no INC-1 that you can see." in " ".join(sent.errors.values())
    assert "I was here" not in await say(world, "timeline", channel=room)


async def test_a_form_that_is_not_of_our_making_is_refused(world: World) -> None:
    """Metadata that cannot be read, or names no incident, gets a sentence."""
    await declared(world)
    await world.ana.command(ROOM, "/incident note")
    form = opened(world)
    for metadata, sentence in (("not json", "can read any more"), ('{"nonce":"x"}', "lost its incident")):
        form.body["private_metadata"] = metadata
        sent = await world.ana.submit(values={"text": "hello"})
        assert sentence in " ".join(sent.errors.values())


# ---------------------------------------------------------------- when the database keeps us waiting


async def test_the_declare_form_opens_while_the_database_is_locked_by_every_road(world: World) -> None:
    """By the command alone, by `declare`, by shortcut and from a message; somebody unknown gets it too."""
    message = await world.bo.post("general", "checkout is slow")
    await world.calm()
    async with locked(world.database_url):
        for name, line in (("ana", "/incident"), ("cy", "/incident declare"), ("lea", "/incident new")):
            said = await world.actor(name).command("general", line)
            assert said.modal is not None
            assert said.modal.title == "Declare an incident"
        assert (await world.bo.global_shortcut("declare_incident")).modal is not None
        await world.bo.close()
        assert (await world.bo.message_shortcut(message, "declare_from_message")).modal is not None

    sent = await world.bo.submit()
    await world.calm()
    assert sent.errors == {}
    assert "INC-1 is open" in told(world, "bo")


async def test_what_only_reads_is_answered_while_the_writer_is_locked(world: World) -> None:
    """Lists, briefs and forms do not wait for somebody else's write."""
    await declared(world)
    await say(world, "note hello")
    async with locked(world.database_url):
        for line in ("list", "info", "timeline", "catchup", "times", "help", ""):
            assert "INC-1" in await say(world, line)
        said = await world.ana.command(ROOM, "/incident update")
        assert said.modal is not None
        assert said.modal.title == "Update INC-1"


def text(world: World, message: object) -> str:
    """Return what a person reads in a message."""
    return world.slack.workspace.text(message)  # type: ignore[arg-type]
