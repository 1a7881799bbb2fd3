"""What the page can do, each as one function of an actor; the arguments are in `page.py`."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.fakeslack.actor import Actor
from bot.fakeslack.errors import Json
from bot.fakeslack.eyes import NotPossible
from bot.fakeslack.messages import Message
from bot.fakeslack.views import View


async def command(actor: Actor, body: Json) -> Json:
    """Type a slash command."""
    result = await actor.command(body["channel"], body["text"])
    return {"error": result.error}


async def post(actor: Actor, body: Json) -> Json:
    """Write a message."""
    broadcast = bool(body.get("broadcast"))
    message = await actor.post(
        body["channel"], body["text"], thread_ts=body.get("thread_ts") or None, broadcast=broadcast
    )
    return {"ts": message.ts}


async def edit(actor: Actor, body: Json) -> Json:
    """Change a message."""
    await actor.edit(_message(actor, body), body["text"])
    return {}


async def delete(actor: Actor, body: Json) -> Json:
    """Delete a message."""
    await actor.delete(_message(actor, body))
    return {}


async def react(actor: Actor, body: Json) -> Json:
    """Add a reaction."""
    await actor.react(_message(actor, body), body["name"])
    return {}


async def unreact(actor: Actor, body: Json) -> Json:
    """Take a reaction back."""
    await actor.unreact(_message(actor, body), body["name"])
    return {}


async def pin(actor: Actor, body: Json) -> Json:
    """Pin a message."""
    await actor.pin(_message(actor, body))
    return {}


async def unpin(actor: Actor, body: Json) -> Json:
    """Take a pin away."""
    await actor.unpin(_message(actor, body))
    return {}


async def upload(actor: Actor, body: Json) -> Json:
    """Share a file."""
    content = base64.b64decode(body["content"], validate=True)
    await actor.upload(body["channel"], body["name"], content, comment=str(body.get("comment") or ""))
    return {}


async def click(actor: Actor, body: Json) -> Json:
    """Press a button or choose in a select, of a message as the person saw it."""
    on = _view(actor, body) if body.get("view_id") else _message(actor, body)
    seen = on.blocks_of(body.get("drawing")) if isinstance(on, Message) else None
    result = await actor.click(
        on, body["action_id"], value=body.get("value"), block_id=body.get("block_id"), seen=seen
    )
    return {"error": result.error}


async def fill(actor: Actor, body: Json) -> Json:
    """Type into an input."""
    result = await actor.fill(body["block_id"], body.get("value"), view=_view(actor, body))
    return {"error": result.error}


async def options(actor: Actor, body: Json) -> Json:
    """Ask for the options of an external select."""
    found = await actor.options(body["block_id"], str(body.get("query") or ""), view=_view(actor, body))
    return {"options": found}


async def submit(actor: Actor, body: Json) -> Json:
    """Send a form."""
    result = await actor.submit(_view(actor, body), body.get("values") or {})
    return {"errors": result.errors, "problem": result.problem}


async def close_view(actor: Actor, body: Json) -> Json:
    """Close a form; Escape pressed twice closes it once."""
    with suppress(NotPossible):
        await actor.close(_view(actor, body))
    return {}


async def message_shortcut(actor: Actor, body: Json) -> Json:
    """Run a shortcut on a message."""
    result = await actor.message_shortcut(_message(actor, body), body["callback_id"])
    return {"error": result.error}


async def global_shortcut(actor: Actor, body: Json) -> Json:
    """Run a shortcut."""
    result = await actor.global_shortcut(body["callback_id"])
    return {"error": result.error}


async def open_home(actor: Actor, body: Json) -> Json:
    """Open the app's home."""
    await actor.open_home(tab=str(body.get("tab") or "home"))
    return {}


async def open_dm(actor: Actor, body: Json) -> Json:
    """Open a direct message."""
    return {"channel": actor.place(body["user"]).id}


async def join(actor: Actor, body: Json) -> Json:
    """Enter a channel."""
    await actor.join(body["channel"])
    return {}


async def leave(actor: Actor, body: Json) -> Json:
    """Leave a channel."""
    await actor.leave(body["channel"])
    return {}


async def invite(actor: Actor, body: Json) -> Json:
    """Bring somebody into a channel."""
    await actor.invite(body["channel"], body["user"])
    return {}


async def remove(actor: Actor, body: Json) -> Json:
    """Take somebody out of a channel."""
    await actor.remove(body["channel"], body["user"])
    return {}


async def create_channel(actor: Actor, body: Json) -> Json:
    """Create a channel."""
    channel = await actor.create_channel(body["name"], private=bool(body.get("private")))
    return {"channel": channel.id}


async def archive(actor: Actor, body: Json) -> Json:
    """Archive a channel."""
    await actor.archive(body["channel"])
    return {}


async def unarchive(actor: Actor, body: Json) -> Json:
    """Open an archived channel."""
    await actor.unarchive(body["channel"])
    return {}


async def set_topic(actor: Actor, body: Json) -> Json:
    """Set a topic."""
    await actor.set_topic(body["channel"], body["topic"])
    return {}


async def read(actor: Actor, body: Json) -> Json:
    """Mark a channel as read."""
    actor.read(body["channel"])
    return {}


def _message(actor: Actor, body: Json) -> Message:
    for message in actor.messages(body["channel"], system=True):
        if message.ts == body["ts"]:
            return message
    raise LookupError("this message is gone")


def _view(actor: Actor, body: Json) -> View:
    for view in (actor.view(), actor.home()):
        if view is not None and view.id == body["view_id"]:
            return view
    raise NotPossible("this form is closed")


ACTIONS: Mapping[str, Callable[[Actor, Json], Awaitable[Json]]] = {
    action.__name__: action
    for action in (
        archive,
        click,
        close_view,
        command,
        create_channel,
        delete,
        edit,
        fill,
        global_shortcut,
        invite,
        join,
        leave,
        message_shortcut,
        open_dm,
        open_home,
        options,
        pin,
        post,
        react,
        read,
        remove,
        set_topic,
        submit,
        unarchive,
        unpin,
        unreact,
        upload,
    )
}
