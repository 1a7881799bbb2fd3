"""Whether the channels that the configuration names exist, are open, and take the bot's messages."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.config import Config
from bot.delivery.failure import SlackFailure
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, doubtful, unknown, well
from bot.domain.checkup import Finding

CHANNEL: Final = "channel"
PUBLIC_POSTS: Final = "chat:write.public"
"""The scope that lets the bot post in public channels nobody has invited it to."""

_PAGE: Final = 999  # Slack wants fewer than 1,000
_INVITE: Final = "Write `/invite @muster` in it."
_TYPES: Final = "public_channel,private_channel"


async def channels(patient: Patient, *, config: Config, granted: frozenset[str] | None) -> list[Finding]:
    """Return what is wrong with each channel that the configuration names.

    Args:
        granted: the scopes of the token; None when they are not known.
    """
    may_post = granted is None or PUBLIC_POSTS in granted
    wanted = dict(_named(config))
    try:
        listed = await _listed(patient, {name for name in wanted if name.startswith("#")})
        found = {name: listed.get(name) or await _by_id(patient, name) for name in wanted}
    except SlackFailure as failure:
        return [unknown(CHANNEL, failure)]
    return [
        _judged(name, found[name], purpose=purpose, may_post=may_post) for name, purpose in wanted.items()
    ]


def _named(config: Config) -> Iterator[tuple[str, str]]:
    if config.operators.channel is not None:
        yield config.operators.channel, "what breaks and is mended is told there"
    if config.actions.break_glass.channel is not None:
        yield config.actions.break_glass.channel, "security is told of emergency access there"
    yield config.announcements.channel, "incidents are announced there"


async def _listed(patient: Patient, names: set[str]) -> dict[str, Mapping[str, Any]]:
    """Return the channels of these names (`#incidents`), as far as the bot can see them."""
    found: dict[str, Mapping[str, Any]] = {}
    arguments: dict[str, Any] = {"types": _TYPES, "exclude_archived": False, "limit": _PAGE}
    while names - found.keys():
        answer = await patient.slack.call("conversations.list", **arguments)
        for channel in answer.get("channels", []):
            name = f"#{channel.get('name')}"
            if name in names:
                found[name] = channel
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        arguments["cursor"] = cursor
    return found


async def _by_id(patient: Patient, channel_id: str) -> Mapping[str, Any] | None:
    """Return the channel of that id, or None where it does not exist or is hidden from the bot."""
    if channel_id.startswith("#"):
        return None
    try:
        answer = await patient.slack.call("conversations.info", channel=channel_id)
    except SlackFailure as failure:
        if failure.error == "channel_not_found":
            return None
        raise
    channel: Mapping[str, Any] = answer["channel"]
    return channel


def _judged(name: str, channel: Mapping[str, Any] | None, *, purpose: str, may_post: bool) -> Finding:
    if channel is None:
        return broken(
            CHANNEL,
            f"The bot sees no such channel; {purpose}.",
            "Create it in Slack or name another in the configuration. If it is private, write "
            "`/invite @muster` in it.",
            subject=name,
        )
    if channel.get("is_archived"):
        return broken(
            CHANNEL,
            f"It is archived, so nothing can be posted; {purpose}.",
            "Unarchive it in Slack (a bot cannot), or name another in the configuration.",
            subject=name,
        )
    if channel.get("is_member"):
        return well(CHANNEL, "It exists, and the bot is in it.", subject=name)
    if channel.get("is_private") or not may_post:
        return broken(CHANNEL, f"The bot is not in it; {purpose}.", _INVITE, subject=name)
    return doubtful(
        CHANNEL,
        "The bot is not in it. It may post there all the same (chat:write.public), but cannot look whether a "
        "message arrived when Slack's answer is lost.",
        _INVITE,
        subject=name,
    )
