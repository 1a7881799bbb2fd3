"""People, from what Slack says of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.models import Person
from bot.domain.text import legible

SLACKBOT = "USLACKBOT"
"""Slack's own helper, which is not marked as a bot."""


def person_from_slack(user: Mapping[str, Any], *, team: str, now: datetime) -> Person:
    """Return our row for Slack's user object.

    Args:
        team: our own workspace; whoever belongs to another is a stranger.
        now: when Slack said so.
    """
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), user.get("name"), user["id"])
    return Person(
        slack_id=str(user["id"]),
        name=next(filter(None, (legible(str(name or "")) for name in names)), ""),
        zone=str(user.get("tz") or "UTC"),
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or (user.get("team_id") or team) != team,
        refreshed_at=now,
    )
