"""What a message is about, besides its incident."""

from dataclasses import dataclass, fields
from typing import Any

from bot.domain.action_views import AccessView, ActionView, OfferedAction
from bot.domain.run_views import RemarkView, RunView
from bot.domain.views import EntryView, HandoverView, HypothesisView, NeighbourView, UpdateView


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The one thing that a message is about; most are about their incident alone.

    Args:
        update: a status update; handover: an offered role; hypothesis: a suspected cause.
        entry: an entry of the timeline.
        other: the other incident of a merge; None when not everybody who reads may know of it.
        run: the run of a runbook; offer: what the bot could do for its current step.
        remark: what somebody found wrong in a runbook.
        action: a request to do what a runbook offers; access: somebody's emergency access.
    """

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

    def named(self) -> dict[str, Any]:
        """Return it as arguments for another value that is about the same."""
        return {field.name: getattr(self, field.name) for field in fields(Subject)}
