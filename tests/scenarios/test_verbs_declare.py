"""Declaring by text and by form, and who may not."""

import pytest

from tests.scenarios.steps import ROOM, TITLE, card, declared, say
from tests.scenarios.world import World


async def test_a_title_is_all_that_declare_needs(world: World) -> None:
    """Without a severity it is treated as the default one, and the answer says so."""
    said = await say(world, f"declare {TITLE}", channel="general")
    assert "INC-1 is open" in said
    assert "Its severity is not set yet; it is treated as SEV2 until then." in said


@pytest.mark.parametrize("verb", ["declare", "new", "OPEN", "Start"])
async def test_every_word_for_declare_declares(world: World, verb: str) -> None:
    """Verbs have other words, and case does not matter."""
    assert "INC-1 is open" in await say(world, f"{verb} {TITLE}", channel="general")


async def test_a_severity_without_a_title_asks_for_one(world: World) -> None:
    """A refusal shows what to say, and nothing is declared."""
    said = await say(world, "declare sev1", channel="general")
    assert "An incident needs a title." in said
    assert "No open incidents" in await say(world, "list", channel="general")


async def test_the_same_title_again_is_the_same_incident(world: World) -> None:
    """Who declares twice within two minutes gets the first one back; later it is another."""
    await declared(world)
    again = await say(world, f"declare sev1 {TITLE}", channel="general")
    assert "it is INC-1 in #inc-1-checkout-returns-500s. No second incident was made." in again
    await world.pass_time(minutes=3)
    assert "INC-2 is open" in await say(world, f"declare sev1 {TITLE}", channel="general")


async def test_a_title_pings_nobody_and_is_shown_as_typed(world: World) -> None:
    """User text is escaped wherever it goes."""
    await say(world, "declare sev3 <!channel> & *bold* @here", channel="general")
    await world.calm()
    raw = world.slack.workspace.message("incidents", contains="INC-1").as_json(base_url="")
    assert "<!channel>" not in str(raw)
    assert "<!here" not in str(raw)


async def test_a_private_incident_is_known_to_its_members_alone(world: World) -> None:
    """Others can neither list nor show it, and it is announced nowhere."""
    room = await declared(world, "private sev2 customer data in a public log")
    assert world.ana.sees(room)
    assert world.bo.sees(room) == []
    assert "customer data" not in " ".join(world.bo.sees("incidents"))
    assert "INC-1" in await say(world, "list", channel="general")
    for line in ("list all", "info INC-1", "timeline INC-1", "note INC-1 hello", "info INC-99"):
        said = await say(world, line, by=world.bo, channel="general")
        assert "customer data" not in said
    missing = await say(world, "info INC-99", by=world.bo, channel="general")
    hidden = await say(world, "info INC-1", by=world.bo, channel="general")
    assert missing.replace("99", "1") == hidden


async def test_declare_here_makes_this_channel_the_war_room(world: World) -> None:
    """No channel is made; the card is posted here, and a second incident cannot take the same room."""
    await declared_here(world)
    assert "INC-1" in card(world, "general")
    said = await say(world, "declare here another one", channel="general")
    assert "This channel is the war room of INC-1 already." in said


async def declared_here(world: World) -> None:
    """Declare an incident whose war room is #general."""
    assert "INC-1 is open" in await say(world, "declare here sev3 slow search", channel="general")
    await world.calm()


async def test_declare_here_in_a_private_channel_makes_a_private_incident(world: World) -> None:
    """Who is not in the channel never hears of it."""
    world.slack.workspace.add_channel("secret", members=["ana"], with_bot=True, private=True)
    assert "INC-1 is open" in await say(world, "declare here sev3 key leaked", channel="secret")
    await world.calm()
    assert "No open incidents" in await say(world, "list", by=world.bo, channel="general")
    assert "key leaked" not in " ".join(world.bo.sees("incidents"))


async def test_a_private_incident_cannot_take_a_public_channel(world: World) -> None:
    """Everybody in it would know; the refusal says what to do."""
    said = await say(world, "declare here private key leaked", channel="general")
    assert "This channel is public" in said


async def test_a_direct_message_is_no_war_room(world: World) -> None:
    """`here` is refused there."""
    said = await say(world, "declare here slow search", channel="bo")
    assert "A direct message cannot become a war room." in said


async def test_guests_cannot_declare(world: World) -> None:
    """The refusal says whom to ask; nothing is declared."""
    gus = world.actor("gus")
    said = await say(world, f"declare {TITLE}", by=gus, channel="general")
    assert "Guests cannot declare incidents." in said
    assert "No open incidents" in await say(world, "list", channel="general")


async def test_people_of_other_organisations_cannot_declare(world: World) -> None:
    """Slack Connect brings strangers; they may not open war rooms here."""
    world.slack.workspace.add_person("zed", team_id="T0OTHER")
    world.slack.workspace.add_channel("shared", members=["ana", "zed"], with_bot=True)
    said = await say(world, f"declare {TITLE}", by=world.actor("zed"), channel="shared")
    assert "People of other organisations cannot declare incidents here." in said


async def test_the_command_alone_opens_the_declare_form_and_sending_it_declares(world: World) -> None:
    """The title is all it needs; sent, the form says that the incident is open."""
    opened = await world.ana.command("general", "/incident")
    assert opened.text == ""
    assert opened.modal is not None
    assert opened.modal.title == "Declare an incident"
    sent = await world.ana.submit(
        values={"title": TITLE, "severity": "SEV1", "impact": "12 % of EU checkouts fail", "role": "command"}
    )
    assert sent.errors == {}
    assert "INC-1 is open" in told(sent.modal)
    await world.calm()
    assert "12 % of EU checkouts fail" in card(world)
    assert "IC @ana" in card(world)


async def test_a_form_sent_by_a_guest_is_refused_in_the_form(world: World) -> None:
    """Not even who asks is read before the form is open; the submission is checked."""
    gus = world.actor("gus")
    opened = await gus.command("general", "/incident declare")
    assert opened.modal is not None
    sent = await gus.submit(values={"title": TITLE})
    assert "Guests cannot declare incidents." in sent.errors["title"]


def told(view: object) -> str:
    """Return what a form says."""
    return str(getattr(view, "blocks", ""))


async def test_the_command_alone_shows_the_panel_in_a_war_room(world: World) -> None:
    """There the same word offers a button for everything that can be done."""
    await declared(world)
    said = await world.ana.command(ROOM, "/incident")
    assert said.modal is None
    for label in ("Update", "Note", "Resolve", "Timeline", "Export…", "Help"):
        assert f"[{label}]" in said.text


async def test_a_typo_gets_a_suggestion(world: World) -> None:
    """What was typed is repeated, harmlessly."""
    assert "Did you mean `/incident resolve`?" in await say(world, "reslove", channel="general")
    said = await world.ana.command("general", "/incident <!channel>")
    assert said.message is not None
    assert "There is no verb `&lt;!channel&gt;`." in said.message.text
