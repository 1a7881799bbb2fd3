"""Everything that the bot has sent, looked through for mentions that would notify somebody."""

import re
from collections.abc import Iterator
from typing import Any

from tests.scenarios.world import World

_LIVE = re.compile(r"<(?:@[UW]\w+|!subteam\^\w+|!(?:channel|here|everyone))[^<>]*>")

_NOT_FORMATTED = frozenset({"initial_value", "value", "private_metadata"})


def pinged(world: World) -> set[str]:
    """Return every live mention in anything that the bot has sent, in whatever call, answer or form."""
    return {mark for text in _sent(world) for mark in _LIVE.findall(text)}


def _sent(world: World) -> Iterator[str]:
    workspace = world.slack.workspace
    for call in workspace.calls:
        assert not {"parse", "link_names"} & call.args.keys(), "Slack would look for names in plain words"
        if call.method != "bookmarks.add":  # their titles are plain text
            yield from _texts(call.args)
    for channel in workspace.channels.by_id.values():
        for message in (*channel.messages.values(), *channel.ephemerals):
            if message.user == workspace.bot.id:
                yield from _texts({"text": message.text, "blocks": message.blocks})


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in which Slack looks for marks: not `plain_text`, nor what stands in an input."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict) and value.get("type") != "plain_text":
        for name, one in value.items():
            if name not in _NOT_FORMATTED:
                yield from _texts(one)
