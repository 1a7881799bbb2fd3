"""Listeners answer; everything else that Slack must be told is an effect."""

from collections.abc import Iterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.architecture.source import Module, Place, attributes, modules, parse, within

# Slack's methods, as its client names them: `chat_postMessage`, and `api_call` for any of them.
_CALLS = {
    name for name in dir(AsyncWebClient) if "_" in name.strip("_") and not name.startswith(("_", "views_"))
}


def _calls(module: Module) -> Iterator[Place]:
    if within(module.name, "commands"):
        yield from attributes(module, _CALLS)


def test_listeners_use_slacks_client_for_views_alone() -> None:
    """A listener opens and changes forms itself, and leaves the rest to delivery."""
    assert [str(place) for module in modules() for place in _calls(module)] == []


@pytest.mark.parametrize("call", ["chat_postMessage", "api_call", "conversations_info"])
def test_another_call_is_noticed(call: str) -> None:
    """A listener that asks anything else of Slack is found."""
    assert list(_calls(parse(f"await client.{call}()", path="commands/declare.py")))


def test_a_form_may_be_opened() -> None:
    """Opening a form is what the client is there for."""
    assert not list(_calls(parse("await client.views_open(view=view)", path="commands/declare.py")))
