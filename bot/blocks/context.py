"""What a drawing needs besides the incident: the moment, the configuration's words, and what it is about."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.action_views import AccessView, ActionView, OfferedAction
from bot.domain.run_views import RemarkView, RunView
from bot.domain.severity import Severity
from bot.domain.views import EntryView, HandoverView, HypothesisView, NeighbourView, UpdateView


@dataclass(frozen=True, kw_only=True)
class DrawContext:
    """The surroundings of one drawing.

    Args:
        now: the moment of drawing.
        command: the slash command's configured name.
        bot: the bot's own user id, to say whom to invite; empty while not known.
        announcements: the id of the announcement channel; None when there is none.
        severities: all levels, worst first.
        mentions: ids of people (`U…`) and user groups (`S…`) that the first post of an announcement mentions;
            empty when it is edited.
        update: the status update it is about.
        handover: the handover it is about.
        hypothesis: the hypothesis it is about.
        entry: the timeline entry it is about.
        other: the other incident of a merge; None when the readers may not see it.
        run: the run of a runbook it is about; offer: what the bot could do for its current step.
        remark: what was found wrong in a runbook.
        action: the request for an action it is about; access: the emergency access.
    """

    now: datetime
    command: str = "/incident"
    bot: str = ""
    announcements: str | None = None
    severities: tuple[Severity, ...] = ()
    mentions: tuple[str, ...] = ()
    update: UpdateView | None = None
    handover: HandoverView | None = None
    hypothesis: HypothesisView | None = None
    entry: EntryView | None = None
    other: NeighbourView | None = None
    run: RunView | None = None
    offer: OfferedAction | None = None
    remark: RemarkView | None = None
    action: ActionView | None = None
    access: AccessView | None = None
