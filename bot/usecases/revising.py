"""Writing revisions of timeline entries: the rules decide, this writes."""

from collections.abc import Callable
from typing import Any

from bot.domain import timeline
from bot.domain.models import TimelineEntry, TimelineRevision
from bot.domain.views import PersonView, RevisionView
from bot.store import timeline as entries
from bot.usecases.queries import rows as as_view
from bot.usecases.tx import Tx


async def revise(
    tx: Tx,
    entry: TimelineEntry,
    *,
    rule: Callable[..., timeline.Change],
    by: str | None,
    reason: str,
    **more: Any,
) -> None:
    """Change an entry by one of the rules of `bot/domain/timeline.py`, and write what they decide.

    Args:
        by: the Slack id of who changes it; None for Muster itself.
        more: what the rule needs besides (`text`).

    Raises:
        NotUnderstood: the rule refuses.
    """
    if entry.id is None:
        raise ValueError("The entry is not in the database yet.")
    earlier = await entries.revisions(tx.session, [entry.id])
    view = as_view.entry(entry, revisions=earlier, names={})
    change = rule(view, by=_person(by), at=tx.now, reason=reason, **more)
    entry.text = change.entry.text
    entry.hidden = change.entry.hidden
    entry.redacted = change.entry.redacted
    entry.data = dict(change.entry.data)
    entry.source = change.entry.source
    tx.session.add(entry)
    for row, then in zip(earlier, change.entry.revisions, strict=False):
        row.old_text, row.new_text = then.old_text, then.new_text
        tx.session.add(row)
    _append(tx, entry.id, revision=change.revision)


async def remark(tx: Tx, entry: TimelineEntry, *, by: str | None, reason: str) -> None:
    """Note something about a captured message that leaves its text as it is."""
    if entry.id is None:
        raise ValueError("The entry is not in the database yet.")
    earlier = await entries.revisions(tx.session, [entry.id])
    revision = RevisionView(
        number=max((row.number for row in earlier), default=0) + 1,
        kind=timeline.EDITED,
        at=tx.now,
        by=_person(by),
        reason=reason,
        old_text=entry.text,
        new_text=entry.text,
    )
    _append(tx, entry.id, revision=revision)


def _append(tx: Tx, entry_id: int, *, revision: RevisionView) -> None:
    tx.session.add(
        TimelineRevision(
            entry_id=entry_id,
            number=revision.number,
            kind=revision.kind,
            at=revision.at,
            by=revision.by.slack_id if revision.by is not None else None,
            reason=revision.reason,
            old_text=revision.old_text,
            new_text=revision.new_text,
        )
    )


def _person(slack_id: str | None) -> PersonView | None:
    return PersonView(slack_id=slack_id, name=slack_id) if slack_id is not None else None
