"""Drawing at the moment of delivery: from what an effect names to what Slack is given."""

from typing import Any

from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing
from bot.blocks.home import home
from bot.blocks.registry import draw
from bot.blocks.topic import topic
from bot.delivery.desk import Desk
from bot.domain.views import IncidentView
from bot.usecases.queries import Picture


def draw_message(desk: Desk, picture: Picture, *, what: str, mentions: tuple[str, ...] = ()) -> Drawing:
    """Draw a message from what was read of its incident.

    Args:
        what: names the drawing.
        mentions: ids of those whom the first post of an announcement mentions.
    """
    context = DrawContext(
        now=desk.clock.now(),
        command=desk.config.command,
        bot=desk.slack.bot_user_id,
        announcements=desk.config.announcements.channel,
        severities=tuple(desk.config.severities.values()),
        mentions=mentions,
        **picture.named(),
    )
    return draw(what, view=picture.incident, facts=picture.facts, context=context)


def draw_topic(view: IncidentView) -> str:
    """Return the topic of the war room."""
    return topic(view)


async def draw_home(desk: Desk, *, person: str) -> dict[str, Any]:
    """Draw a person's App Home."""
    return home(await desk.queries.home(person), now=desk.clock.now(), command=desk.config.command)
