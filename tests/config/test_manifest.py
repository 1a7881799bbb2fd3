"""The manifest of the Slack app: accepted by Slack, and asking for nothing that is not used."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest
import yaml

from bot.blocks import actions
from bot.config import Config, ConfigError
from bot.config.manifest import EVENTS, METHODS, SCOPES, manifest, manifest_yaml


def _text(limit: int, pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": limit, "pattern": pattern}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], limit: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": limit, "uniqueItems": True}


_SWITCH = {"type": "boolean"}
_HTTPS = _text(3000, "^https://")

# The part of Slack's manifest schema that we use, with its limits (slackapi/manifest-schema, version 2).
_SLACK_ALLOWS = _object(
    {
        "_metadata": _object({"major_version": {"const": 2}}),
        "display_information": _object(
            {"name": _text(35), "description": _text(140), "background_color": _text(7, "^#[0-9a-f]{6}$")}
        ),
        "features": _object(
            {
                "app_home": _object(
                    {
                        "home_tab_enabled": _SWITCH,
                        "messages_tab_enabled": _SWITCH,
                        "messages_tab_read_only_enabled": _SWITCH,
                    }
                ),
                "bot_user": _object({"display_name": _text(80, "^[a-z0-9._-]+$"), "always_online": _SWITCH}),
                "shortcuts": _list(
                    _object(
                        {
                            "name": _text(24),
                            "type": {"enum": ["message", "global"]},
                            "callback_id": _text(255),
                            "description": _text(150),
                        }
                    ),
                    10,
                ),
                "slash_commands": _list(
                    _object(
                        {
                            "command": _text(32, "^/"),
                            "description": _text(2000),
                            "usage_hint": _text(1000),
                            "should_escape": _SWITCH,
                        },
                        url=_HTTPS,
                    ),
                    50,
                ),
            }
        ),
        "oauth_config": _object({"scopes": _object({"bot": _list(_text(50), 255)})}),
        "settings": _object(
            {
                "event_subscriptions": _object({"bot_events": _list(_text(50), 100)}, request_url=_HTTPS),
                "interactivity": _object({"is_enabled": _SWITCH}, request_url=_HTTPS),
                "org_deploy_enabled": _SWITCH,
                "socket_mode_enabled": _SWITCH,
                "token_rotation_enabled": _SWITCH,
            }
        ),
    }
)

Place = tuple[str | int, ...]
"""The keys that lead to a value of the manifest."""

ADDRESS = "https://muster.example.com/slack/events"


@pytest.mark.parametrize("url", [None, "https://muster.example.com"])
def test_slack_accepts_the_manifest(url: str | None) -> None:
    """Every text within its limit, no key that Slack does not know."""
    jsonschema.Draft7Validator(_SLACK_ALLOWS).validate(manifest(Config(), request_url=url))


def _mistakes(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the manifest with one mistake in it, for each place and each kind of mistake."""
    for place, value in _places(made):
        name = "/".join(map(str, place))
        for kind, wrong in _wrong(value):
            yield f"{name} {kind}", _changed(made, place, wrong)


def _wrong(value: object) -> Iterator[tuple[str, object]]:
    """Yield what cannot stand in the place of a value."""
    yield "of another type", {int: "2", bool: "yes"}.get(type(value), 7)
    if isinstance(value, str):
        yield "empty", ""
        yield "too long", value * 3_001
    elif isinstance(value, dict):
        yield "with an unknown key", value | {"colour": "red"}
        for left_out in value.keys() - {"url", "request_url"}:  # which Socket Mode does without
            yield f"without {left_out}", {key: one for key, one in value.items() if key != left_out}
    elif isinstance(value, list):
        yield "empty", []
        yield "with one twice", [*value, value[0]]


def _changed(made: dict[str, Any], place: Place, value: Any) -> Any:
    if not place:
        return value
    copy = deepcopy(made)
    node: Any = copy
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    return copy


def _places(value: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*place, key))


@pytest.mark.parametrize("url", [None, "https://muster.example.com"])
def test_what_slack_would_refuse_is_refused_here(url: str | None) -> None:
    """The schema above is no sieve: each kind of mistake, at each place of the manifest, is found."""
    validator = jsonschema.Draft7Validator(_SLACK_ALLOWS)
    tried = dict(_mistakes(manifest(Config(), request_url=url)))
    assert len(tried) > 200
    assert [name for name, mistaken in tried.items() if validator.is_valid(mistaken)] == []


def test_the_command_is_the_configured_one_and_names_arrive_as_ids() -> None:
    """Without should_escape `@ana` would arrive as bare text that no id can be made of."""
    (command,) = manifest(Config(command="/inc"))["features"]["slash_commands"]
    assert command["command"] == "/inc"
    assert command["should_escape"] is True


@pytest.mark.parametrize(
    "given", ["https://muster.example.com", "https://muster.example.com/", ADDRESS, ADDRESS + "/"]
)
def test_over_http_all_three_addresses_are_the_one_path(given: str) -> None:
    """Commands, clicks and events arrive at one place, whether the path was given or not."""
    made = manifest(Config(), request_url=given)
    assert made["features"]["slash_commands"][0]["url"] == ADDRESS
    assert made["settings"]["interactivity"]["request_url"] == ADDRESS
    assert made["settings"]["event_subscriptions"]["request_url"] == ADDRESS
    assert made["settings"]["socket_mode_enabled"] is False


def test_a_path_in_front_of_ours_is_kept() -> None:
    """A proxy may serve the bot below a prefix."""
    made = manifest(Config(), request_url="https://example.com/muster")
    assert made["settings"]["interactivity"]["request_url"] == "https://example.com/muster/slack/events"


def test_socket_mode_needs_no_address() -> None:
    """Without a URL the app connects to Slack by itself."""
    made = manifest(Config())
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in made["features"]["slash_commands"][0]


def test_socket_mode_keeps_an_address_for_later() -> None:
    """Both given: Socket Mode, and the address stays in the app for the day it is switched off."""
    made = manifest(Config(), request_url=ADDRESS, socket_mode=True)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["features"]["slash_commands"][0]["url"] == ADDRESS


@pytest.mark.parametrize(
    "url", ["http://muster.example.com", "muster.example.com", "https://", "https://x/?a=b", "https://["]
)
def test_an_address_slack_would_not_take_is_refused(url: str) -> None:
    """Slack wants HTTPS and a host."""
    with pytest.raises(ConfigError, match="Slack cannot use the address"):
        manifest(Config(), request_url=url)


def test_http_without_an_address_is_refused() -> None:
    """There would be no way in."""
    with pytest.raises(ConfigError, match="add --url"):
        manifest(Config(), socket_mode=False)


def test_every_scope_is_needed_and_every_need_has_its_scope() -> None:
    """No more than what methods, events, the command and the shortcuts need, and a reason for each."""
    needed = {scope for scopes in (*METHODS.values(), *EVENTS.values()) for scope in scopes}
    assert needed | {"commands"} == set(SCOPES)
    assert all(SCOPES.values())
    assert manifest(Config())["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


def test_the_shortcuts_are_those_that_the_bot_listens_to() -> None:
    """The drawings and listeners know them by the same ids."""
    ids = [shortcut["callback_id"] for shortcut in manifest(Config())["features"]["shortcuts"]]
    assert ids == [
        actions.SHORTCUT_DECLARE,
        actions.SHORTCUT_DECLARE_FROM_MESSAGE,
        actions.SHORTCUT_ADD_TO_TIMELINE,
    ]


def test_the_yaml_reads_back_as_the_manifest() -> None:
    """What is printed is what was made, in Slack's order."""
    made = manifest(Config(), request_url=ADDRESS)
    assert yaml.safe_load(manifest_yaml(made)) == made
    assert manifest_yaml(made).startswith("_metadata:\n  major_version: 2\ndisplay_information:")
