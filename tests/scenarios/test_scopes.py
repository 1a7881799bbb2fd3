"""What the app asks Slack to allow: enough for everything it does, and no more than that."""

from bot.config.defaults import DEFAULT_ROLES
from bot.config.manifest import EVENTS, METHODS, SCOPES, manifest
from bot.config.people import RESERVED_VERBS
from commands.events import FOLLOWED
from commands.vocabulary import build_vocabulary
from tests.scenarios.everything import everything
from tests.scenarios.world import World, rules

GRANTED_BY_NOTHING_BUT_THE_COMMAND = {"commands"}


async def everything_amid_trouble(world: World) -> None:
    """Do everything that makes the bot call Slack, under the scopes of its own manifest."""
    world.slack.faults.reset("chat.postMessage", times=2)  # so that it looks for its own messages
    world.slack.faults.server_error("files.completeUploadExternal")  # … and files
    await everything(world)


async def test_every_call_is_allowed_by_the_manifest_and_known_to_it(world: World) -> None:
    """Slack refuses nothing for want of a scope, and the table of methods names every one that is called."""
    await everything_amid_trouble(world)

    refused = {
        call.method
        for call in world.slack.workspace.calls
        if (call.answer or {}).get("error") == "missing_scope"
    }
    assert not refused
    called = {call.method for call in world.slack.workspace.calls} - {"response_url", "upload", "auth.test"}
    assert called <= set(METHODS)


async def test_every_scope_is_needed_by_a_call_or_an_event(world: World) -> None:
    """No more is asked for than what the calls of a whole run, and the events that are followed, need."""
    await everything_amid_trouble(world)

    called = {call.method for call in world.slack.workspace.calls}
    assert {
        "bookmarks.add",
        "files.info",
        "conversations.replies",
        "views.publish",
        "reactions.add",
    } <= called
    by_calls = {scope for method in called & set(METHODS) for scope in METHODS[method]}
    by_events = {scope for scopes in EVENTS.values() for scope in scopes}
    assert set(SCOPES) == by_calls | by_events | GRANTED_BY_NOTHING_BUT_THE_COMMAND


def test_every_subscribed_event_is_followed_and_every_followed_one_subscribed() -> None:
    """An event that nobody follows would cost Slack and us a request for nothing."""
    subscribed = manifest(rules())["settings"]["event_subscriptions"]["bot_events"]

    assert {name.partition(".")[0] for name in subscribed} == set(FOLLOWED)


def test_no_configured_role_can_take_a_verb_from_the_vocabulary() -> None:
    """Every word that the command understands is reserved, but for the roles' own verbs."""
    roles = {role.verb for role in DEFAULT_ROLES.values()}
    words = set(build_vocabulary(rules()).by_word) - {"?"}

    assert words - roles <= RESERVED_VERBS
