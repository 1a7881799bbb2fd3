"""What the bot says while a scenario plays: each new message with its place, words and buttons."""

from dataclasses import dataclass

from bot.fakeslack.actor import Actor, CommandResult
from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.inputs import elements
from bot.fakeslack.messages import Message
from tests.scenarios.world import World

ROOM = "inc-1-checkout-returns-500s"
TITLE = "checkout returns 500s"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One new message of the bot.

    Args:
        place: a channel's name, or `@bo` for a direct message.
        buttons: the labels, and the placeholders of menus.
        where: `channel`, `thread`, or `broadcast` for a reply that the channel sees too.
    """

    place: str
    text: str
    buttons: tuple[str, ...]
    where: str
    message: Message


class Diary:
    """Everything the bot has said since the last look; ephemeral answers are not among it."""

    def __init__(self, world: World) -> None:
        """Begin with an empty page: what was said before does not count."""
        self._world = world
        self._known: set[tuple[str, str]] = set()
        self.new()

    def new(self) -> list[Heard]:
        """Return what was said since the last look, oldest first."""
        workspace = self._world.slack.workspace
        heard = []
        for channel in workspace.channels.by_id.values():
            for message in channel.messages.values():
                key = (channel.id, message.ts)
                if message.user != workspace.app.bot_user or message.is_system or key in self._known:
                    continue
                self._known.add(key)
                heard.append(_heard(self._world, channel, message))
        return sorted(heard, key=lambda one: one.message.ts)

    async def after(self, **duration: float) -> list[Heard]:
        """Let time pass, and return what was said in it."""
        await self._world.pass_time(**duration)
        return self.new()


def buttons(message: Message) -> tuple[str, ...]:
    """Return what can be clicked in a message."""
    return tuple(str((e.get("text") or e["placeholder"])["text"]) for _, e in elements(message.blocks))


def place_of(world: World, channel: Channel) -> str:
    """Return a channel's name, or `@bo` for the bot's direct message with bo."""
    if channel.kind is not Kind.IM:
        return channel.name
    workspace = world.slack.workspace
    (other,) = channel.members.keys() - {workspace.app.bot_user}
    return f"@{workspace.people.get(other).name}"


def _heard(world: World, channel: Channel, message: Message) -> Heard:
    where = "channel" if not message.is_reply else "broadcast" if message.broadcast else "thread"
    return Heard(
        place=place_of(world, channel),
        text=world.slack.workspace.text(message),
        buttons=buttons(message),
        where=where,
        message=message,
    )


async def declare(
    world: World, line: str = f"sev1 {TITLE}", *, by: str = "ana", channel: str = "general"
) -> str:
    """Declare by text, wait for all that follows, and return the war room's name."""
    workspace = world.slack.workspace
    before = set(workspace.channels.by_id)
    said = await world.actor(by).command(channel, f"/incident declare {line}")
    assert said.error == ""

    def opened() -> list[Channel]:
        made = [one for key, one in workspace.channels.by_id.items() if key not in before]
        return [one for one in made if one.kind is not Kind.IM]

    (room,) = await workspace.until(opened, what="the war room")
    await world.calm()
    return room.name


async def say(world: World, who: Actor, line: str, *, room: str = ROOM) -> str:
    """Type a command, wait for all that follows, and return the private answer."""
    result: CommandResult = await who.command(room, f"/incident {line}")
    assert result.error == ""
    await world.calm()
    return result.text


def card(world: World, room: str = ROOM, *, viewer: str | None = None) -> str:
    """Return the text of the live card: the pinned message."""
    (pinned,) = world.slack.workspace.pins(room)
    return world.slack.workspace.text(pinned, viewer=viewer)


def posted(world: World, place: str) -> list[str]:
    """Return the texts of the bot's messages in a channel, or in the direct message with a person."""
    workspace = world.slack.workspace
    try:
        return [workspace.text(one) for one in workspace.messages(place, by=workspace.app.bot_user)]
    except LookupError:
        return []
