"""What lacks the fields that Slack always sends was not made by Slack: it is refused, and changes nothing."""

from bot.fakeslack import payloads
from tests.scenarios.steps import ROOM, declared
from tests.scenarios.world import World

REFUSED = "http_400"


async def test_a_command_without_a_person_is_refused(world: World) -> None:
    """Nobody can be answered."""
    answer = await world.slack.deliverer.command({"command": "/incident", "text": "list", "team_id": "T1"})
    assert answer.error == REFUSED


async def test_a_click_without_a_person_is_refused(world: World) -> None:
    """And the incident is as it was."""
    await declared(world)
    shown = await world.ana.command(ROOM, "/incident")
    assert shown.message is not None
    person, channel = world.ana.person, world.ana.place(ROOM)
    url = world.slack.interactions.response_url(person, channel, shown.message)
    action = {"type": "button", "action_id": "open_note", "block_id": "b", "action_ts": "1.0"}
    workspace = world.slack.workspace
    body = payloads.message_action(workspace, person, channel, shown.message, action=action, url=url)
    del body["user"]
    before = world.ana.sees(ROOM)
    assert (await world.slack.deliverer.interactive(body)).error == REFUSED
    assert world.ana.sees(ROOM) == before


async def test_a_form_without_a_person_is_refused(world: World) -> None:
    """What was typed stays in the form, and can be sent again."""
    opened = await world.ana.command("general", "/incident declare")
    assert opened.modal is not None
    body = payloads.submission(world.slack.workspace, world.ana.person, opened.modal, response_urls=[])
    del body["user"]
    assert (await world.slack.deliverer.interactive(body)).error == REFUSED
    assert world.ana.view() is not None
