"""What people see, as a value that is the same in every run in which everything happened exactly once."""

import json
import re
from collections.abc import Iterator

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.messages import Message
from bot.fakeslack.workspace import Workspace

Picture = dict[str, list[str]]
"""By place: the lines that stand there, in their order where order matters."""

# Numbers may have gaps (a sequence does not roll back), and times differ.
_SAME = (
    (re.compile(r"\b(inc|INC)-\d+"), r"\1-N"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), "hh:mm"),
    (re.compile(r"\b\d+ (?:s|min|h)\b(?: \d+ (?:s|min)\b)?"), "a while"),
    (re.compile(r"(?:Called|Calling): @oncall(?: \(\d+ people\))?"), "Called: @oncall"),
)


def same(text: str) -> str:
    """Return `text` without what differs from run to run."""
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return text


def picture(workspace: Workspace) -> Picture:
    """Return what stands in every channel that the bot writes to."""
    seen: Picture = {}
    for channel in workspace.channels.by_id.values():
        lines = list(_lines(workspace, channel))
        if lines or channel.name.startswith("inc-"):
            seen.setdefault(_name(workspace, channel), []).extend(lines)
    return seen


def differences(found: Picture, expected: Picture) -> list[str]:
    """Return what is missing (-) or too much (+), by place, for people to read."""
    said: list[str] = []
    for place in sorted(found.keys() | expected.keys()):
        have, want = found.get(place, []), expected.get(place, [])
        if have == want:
            continue
        said += [f"- {place}: {line}" for line in _without(want, have)]
        said += [f"+ {place}: {line}" for line in _without(have, want)]
        if sorted(have) == sorted(want):
            said.append(f"! {place}: another order: {have}")
    return said


def _without(these: list[str], others: list[str]) -> list[str]:
    left = list(others)
    return [one for one in these if one not in left or left.remove(one)]  # type: ignore[func-returns-value]


def _name(workspace: Workspace, channel: Channel) -> str:
    if channel.kind is Kind.IM:
        return f"@{workspace.people.get(channel.other(workspace.app.bot_user)).name}"
    return same(f"#{channel.name}")


def _lines(workspace: Workspace, channel: Channel) -> Iterator[str]:
    bot = workspace.app.bot_user
    roots: list[str] = []
    for message in channel.messages.values():
        if message.user == bot and not message.is_system:
            roots.append(message.ts)
            yield _said(workspace, message, roots)
    if not channel.name.startswith("inc-"):
        return
    for pin in channel.pins:
        yield f"pinned: message {roots.index(pin.ts) + 1}"
    yield f"topic: {channel.topic.value}"
    yield f"archived: {channel.archived}"
    yield from (same(f"bookmark: {mark.title} {mark.link}") for mark in channel.bookmarks)
    yield f"members: {sorted(workspace.people.get(one).name for one in channel.members)}"
    for file in sorted(workspace.files(channel.id), key=lambda file: file.name):  # they are sent all at once
        yield same(f"file: {file.name}")
        if file.name.endswith(".json"):
            yield from _timeline(json.loads(file.text))


def _said(workspace: Workspace, message: Message, roots: list[str]) -> str:
    where = ""
    if message.is_reply:
        where = f"(under message {roots.index(str(message.thread_ts)) + 1}) "
    files = "".join(f" [{file.name}]" for file in message.files)
    return same(f"said: {where}{workspace.text(message)}{files}")


def _timeline(document: dict[str, list[dict[str, str]]]) -> list[str]:
    """Return the timeline in the exported file; what happens at once has no order."""
    return sorted(same(f"timeline: {entry['kind']}: {entry['text']}") for entry in document["timeline"])
