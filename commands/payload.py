"""From Slack's dictionaries to our types: the only place that looks inside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from bot.blocks.actions import Origin, decode
from bot.blocks.fields import FormField
from bot.domain.text import legible

Body = Mapping[str, Any]


class Place(Enum):
    """What kind of channel something happened in."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"


def _place(channel: str, *, name: str) -> Place:
    """Return the kind of a channel from its id and from the name that Slack gives it in payloads.

    Slack names no private channel there: one is `privategroup`, a direct message `directmessage`, one of
    several people `mpdm-…`.
    """
    if name == "directmessage" or name.startswith("mpdm-") or channel.startswith("D"):
        return Place.DIRECT
    return Place.PRIVATE if name == "privategroup" or channel.startswith("G") else Place.PUBLIC


def _once(kind: str, body: Body) -> str | None:
    """Return the key of one delivery; None where Slack gives nothing to tell it from another by."""
    trigger = body.get("trigger_id")
    return f"{kind}:{trigger}" if trigger else None


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command.

    Args:
        text: what was typed after the command's name, as Slack escaped it.
        key: names this delivery, for a repetition by the transport.
    """

    user: str
    channel: str
    channel_name: str
    text: str
    trigger: str = field(repr=False)
    response_url: str = field(repr=False)
    key: str | None

    @property
    def place(self) -> Place:
        """What kind of channel it was typed in."""
        return _place(self.channel, name=self.channel_name)


def command(body: Body) -> Command:
    """Return the slash command in `body`."""
    return Command(
        user=str(body["user_id"]),
        channel=str(body.get("channel_id", "")),
        channel_name=str(body.get("channel_name", "")),
        text=str(body.get("text", "")),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
        key=_once("command", body),
    )


@dataclass(frozen=True, kw_only=True)
class Click:
    """A click on a button, or a choice in a menu.

    Args:
        origin: what the button was drawn from; None when its value is not ours.
        choice: what was chosen: a person of a user menu, a plain option's value.
        channel: where it stands; empty in a form or App Home.
        in_view: the id of the form it stands in, or None.
        ephemeral: only the person sees the message it stands in.
    """

    user: str
    action_id: str
    block_id: str
    origin: Origin | None
    choice: str
    channel: str
    message_ts: str
    in_view: str | None
    ephemeral: bool
    trigger: str = field(repr=False)
    response_url: str = field(repr=False)
    key: str | None


def click(body: Body) -> Click:
    """Return the first action in `body`."""
    action = body["actions"][0]
    option = action.get("selected_option") or {}
    value = action.get("value") or option.get("value") or action.get("selected_user") or ""
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
    view = body.get("view")
    return Click(
        user=str(body["user"]["id"]),
        action_id=str(action["action_id"]),
        block_id=str(action.get("block_id", "")),
        origin=decode(value),
        choice=str(value),
        channel=str(channel),
        message_ts=str(container.get("message_ts", "")),
        in_view=str(view["id"]) if view and view.get("type") == "modal" else None,
        ephemeral=bool(container.get("is_ephemeral")),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
        key=_once("click", body),
    )


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form that was sent.

    Args:
        metadata: what we had put into the form (its nonce and its incident).
        values: Slack's state, by block and action.
        drawn: the inputs as they were when the form opened, by block.
    """

    user: str
    callback_id: str
    view_id: str
    title: str
    metadata: str
    values: Mapping[str, Mapping[str, Mapping[str, Any]]]
    drawn: Mapping[str, Mapping[str, Any]]

    def asks(self, field: FormField) -> bool:
        """Tell whether the form has this field."""
        return field.block_id in self.drawn

    def changed_text(self, field: FormField) -> str | None:
        """Return what was typed, where it is something else than stood there when the form opened."""
        before = str(self.drawn.get(field.block_id, {}).get("initial_value") or "").strip()
        return None if self.text(field) == before else self.text(field)

    def changed_choice(self, field: FormField) -> str | None:
        """Return the chosen option, where it is another one than when the form opened."""
        before = (self.drawn.get(field.block_id, {}).get("initial_option") or {}).get("value")
        return None if self.choice(field) == before else self.choice(field)

    def changed_person(self, field: FormField) -> str | None:
        """Return the chosen person, where it is somebody else than when the form opened."""
        before = self.drawn.get(field.block_id, {}).get("initial_user")
        return None if self.person(field) == before else self.person(field)

    def text(self, field: FormField) -> str:
        """Return what was typed, without white space around it; empty when nothing was."""
        return legible(str(self._state(field).get("value") or "")).strip()

    def choice(self, field: FormField) -> str | None:
        """Return the value of the chosen option, or None."""
        option = self._state(field).get("selected_option")
        return str(option["value"]) if option else None

    def choices(self, field: FormField) -> tuple[str, ...]:
        """Return the values of all chosen options."""
        return tuple(str(option["value"]) for option in self._state(field).get("selected_options") or ())

    def person(self, field: FormField) -> str | None:
        """Return the Slack id of the chosen person, or None."""
        return self._state(field).get("selected_user")

    def moment(self, field: FormField) -> datetime | None:
        """Return the chosen moment in UTC, or None."""
        seconds = self._state(field).get("selected_date_time")
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None

    def _state(self, field: FormField) -> Mapping[str, Any]:
        return self.values.get(field.block_id, {}).get(field.action_id) or {}


def submission(body: Body) -> Submission:
    """Return the form in `body`."""
    view = body["view"]
    return Submission(
        user=str(body["user"]["id"]),
        callback_id=str(view["callback_id"]),
        view_id=str(view["id"]),
        title=str((view.get("title") or {}).get("text", "")),
        metadata=str(view.get("private_metadata", "")),
        values=(view.get("state") or {}).get("values") or {},
        drawn={
            block["block_id"]: block["element"]
            for block in view.get("blocks", [])
            if block["type"] == "input"
        },
    )


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut, from anywhere or on a message.

    Args:
        channel: where the message stands; empty for a shortcut from anywhere.
        private: the message stands in a private channel or a direct message.
        text: the message's words, as Slack escaped them.
        author: who wrote it; empty for a program.
        ts: the message's; thread_ts: of the thread it stands in.
        permalink: leads back to the message; empty where it cannot be known.
    """

    user: str
    callback_id: str
    trigger: str = field(repr=False)
    response_url: str = field(repr=False)
    key: str | None
    channel: str = ""
    private: bool = False
    text: str = ""
    author: str = ""
    ts: str = ""
    thread_ts: str | None = None
    permalink: str = ""


def shortcut(body: Body) -> Shortcut:
    """Return the shortcut in `body`."""
    message = body.get("message") or {}
    channel = body.get("channel") or {}
    name = str(channel.get("name", ""))
    identity = str(channel.get("id", ""))
    return Shortcut(
        user=str(body["user"]["id"]),
        callback_id=str(body["callback_id"]),
        trigger=str(body.get("trigger_id", "")),
        response_url=str(body.get("response_url", "")),
        key=_once("shortcut", body),
        channel=identity,
        private=bool(identity) and _place(identity, name=name) is not Place.PUBLIC,
        text=str(message.get("text", "")),
        author=str(message.get("user") or ""),
        ts=str(message.get("ts", "")),
        thread_ts=message.get("thread_ts"),
        permalink=_permalink(body, channel=identity, message=message),
    )


def _permalink(body: Body, *, channel: str, message: Mapping[str, Any]) -> str:
    """Return the message's address, put together as Slack's own "Copy link" does it; the payload has none."""
    domain, ts = (body.get("team") or {}).get("domain"), str(message.get("ts", ""))
    if not domain or not channel or not ts:
        return ""
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    return f"{address}?thread_ts={thread}&cid={channel}" if thread and thread != ts else address


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in the workspace; `what` is Slack's event, `key` its id."""

    key: str
    type: str
    what: Mapping[str, Any]


def event(body: Body) -> Event:
    """Return the event in `body`."""
    what = body["event"]
    return Event(key=f"event:{body['event_id']}", type=str(what["type"]), what=what)
