"""When Slack sends what no version of ours foresaw: people get a sentence all the same."""

from bot.fakeslack import payloads
from tests.scenarios.steps import ROOM, declared
from tests.scenarios.world import World

SENTENCE = "Something went wrong in Muster."


async def test_a_command_that_cannot_be_read_is_answered(world: World) -> None:
    """Not with Slack's own error, which says nothing."""
    answer = await world.slack.deliverer.command({"command": "/incident", "text": "list", "team_id": "T1"})
    assert answer.error == ""
    assert SENTENCE in str(answer.body)
    assert "name an incident commander" in str(answer.body)


async def test_a_click_that_cannot_be_read_is_answered_where_it_was_made(world: World) -> None:
    """A click has no answer of its own, so the sentence comes by the response address."""
    await declared(world)
    shown = await world.ana.command(ROOM, "/incident")
    assert shown.message is not None
    person, channel = world.ana.person, world.ana.place(ROOM)
    url = world.slack.interactions.response_url(person, channel, shown.message)
    action = {"type": "button", "action_id": "open_note", "block_id": "b", "action_ts": "1.0"}
    workspace = world.slack.workspace
    body = payloads.message_action(workspace, person, channel, shown.message, action=action, url=url)
    del body["user"]
    assert (await world.slack.deliverer.interactive(body)).error == ""
    await workspace.until(lambda: any(SENTENCE in one for one in world.ana.sees(ROOM)))


async def test_a_form_that_cannot_be_read_is_answered_at_its_first_field(world: World) -> None:
    """What was typed is kept, and can be sent again."""
    opened = await world.ana.command("general", "/incident declare")
    assert opened.modal is not None
    body = payloads.submission(world.slack.workspace, world.ana.person, opened.modal, response_urls=[])
    del body["user"]
    answer = await world.slack.deliverer.interactive(body)
    assert isinstance(answer.body, dict)
    assert SENTENCE in answer.body["errors"]["title"]
    assert "*" not in answer.body["errors"]["title"]
