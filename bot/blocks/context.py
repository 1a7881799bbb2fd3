"""What a drawing needs besides the incident: the moment, the configuration's words, and what it is about."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.severity import Severity
from bot.domain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class DrawContext(Subject):
    """The surroundings of one drawing, and what it is about.

    Args:
        now: the moment of drawing.
        command: the slash command's configured name.
        bot: the bot's own user id, to say whom to invite; empty while not known.
        announcements: the id of the announcement channel; None when there is none.
        severities: all levels, worst first.
        mentions: ids of people (`U…`) and user groups (`S…`) that the first post of an announcement mentions;
            empty when it is edited.
    """

    now: datetime
    command: str = "/incident"
    bot: str = ""
    announcements: str | None = None
    severities: tuple[Severity, ...] = ()
    mentions: tuple[str, ...] = ()
