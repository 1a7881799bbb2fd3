"""Redaction, once more at the border: what was removed leaves in no file, whatever the view still holds."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.domain.timeline import REDACTED
from bot.domain.views import Dossier, EntryView, HypothesisView, RevisionView, UpdateView


def without_redacted(dossier: Dossier) -> Dossier:
    """Return `dossier` without the texts of redacted entries, nor of the updates and hypotheses they tell of.

    That something was there, who removed it and why stays.
    """
    redacted = frozenset(entry.number for entry in dossier.entries if entry.redacted)
    incident = dossier.incident
    last = incident.last_update
    return replace(
        dossier,
        incident=replace(
            incident,
            last_update=_update(last, redacted) if last is not None else None,
            hypotheses=tuple(_hypothesis(one, redacted) for one in incident.hypotheses),
        ),
        updates=tuple(_update(one, redacted) for one in dossier.updates),
        entries=tuple(_entry(one) for one in dossier.entries),
    )


def redaction_of(revisions: Iterable[RevisionView]) -> RevisionView | None:
    """Return the revision that removed an entry's text, or None when nobody remembers it."""
    return next((one for one in reversed(tuple(revisions)) if one.kind == REDACTED), None)


def _entry(entry: EntryView) -> EntryView:
    if not entry.redacted:
        return entry
    revisions = tuple(replace(one, old_text="", new_text="") for one in entry.revisions)
    numbers = {key: value for key, value in entry.data.items() if isinstance(value, int | float)}
    return replace(entry, text="", data=numbers, revisions=revisions)  # words in the data may repeat the text


def _update(update: UpdateView, redacted: Collection[int]) -> UpdateView:
    if not update.redacted and update.entry_number not in redacted:
        return update
    return replace(update, impact="", text="", needs="", redacted=True)


def _hypothesis(hypothesis: HypothesisView, redacted: Collection[int]) -> HypothesisView:
    return replace(hypothesis, text="") if hypothesis.entry_number in redacted else hypothesis
