"""What is said about declaring an incident."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.ids import incident_id
from bot.domain.text import channel_mention, escape, slack_date
from bot.domain.words.phrases import listed

_NOBODY_CALLED = "*Nobody was called*: nobody is configured for this severity. Call people yourself."
_ROOM_FOLLOWS = "The war room is being opened; its link follows."


def declared(
    number: int,
    *,
    channel_id: str | None = None,
    called: Sequence[str] = (),
    nobody_called: bool = False,
    in_command: bool = False,
    command: str = "/incident",
) -> str:
    """Answer the declarer.

    Args:
        channel_id: the war room; None while it is still being made.
        called: mrkdwn of each group or person called, with how many: `<!subteam^S1> (3 people)`.
        nobody_called: the severity calls people, but nobody is configured.
        in_command: the declarer took command, and is not asked to.
    """
    name = incident_id(number)
    opened = (
        f"{name} is open in {channel_mention(channel_id)}."
        if channel_id
        else f"{name} is open. {_ROOM_FOLLOWS}"
    )
    calls = f" Called: {listed(called)}." if called else ""
    if nobody_called:
        calls += f" {_NOBODY_CALLED}"
    if in_command:
        return f"{opened}{calls}"
    take = f"`{command} ic me`" if channel_id else f"`{command} ic me` in it"
    return f"{opened}{calls} Take command with {take}."


def declared_before(number: int, *, channel_id: str | None) -> str:
    """Answer who declared the same title twice within 2 minutes."""
    where = f" in {channel_mention(channel_id)}" if channel_id else ""
    return f"You declared that a moment ago: it is {incident_id(number)}{where}. No second incident was made."


def title_needed(*, command: str = "/incident") -> str:
    """Answer `declare` without a title."""
    return f"An incident needs a title. Say what is broken: `{command} declare sev1 checkout returns 500s`."


def not_a_room() -> str:
    """Answer `declare here` in a direct message."""
    return "A direct message cannot become a war room. Say it in a channel, or declare without `here`."


def war_room_taken(number: int) -> str:
    """Answer `declare here` in the war room of another incident."""
    return f"This channel is the war room of {incident_id(number)} already. Declare without `here`."


def starts_in_future(moment: datetime) -> str:
    """Answer a start that is still to come."""
    return (
        f"{slack_date(moment, with_day=True)} is still to come; an incident starts in the past. "
        "Nothing was declared."
    )


def private_needs_own_channel(*, command: str = "/incident") -> str:
    """Answer `declare private here` in a public channel."""
    return (
        "This channel is public, and everybody in it would see a private incident. Say "
        f"`{command} declare private …` without `here`; it gets a private channel of its own."
    )


def severity_not_set(*, treated_as: str) -> str:
    """Tell the declarer what an incident without a severity counts as."""
    return f"Its severity is not set yet; it is treated as {escape(treated_as)} until then."
