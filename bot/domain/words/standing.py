"""What is said about how an incident stands: its status, its severity, and merging it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import lifecycle
from bot.domain.ids import incident_id
from bot.domain.text import channel_mention, escape
from bot.domain.words.phrases import code, listed, next_update


def status_changed(number: int, *, to: str, old: str, next_due: datetime | None = None) -> str:
    """Answer who changed the status."""
    said = f"{incident_id(number)} is now *{to}* (it was *{old}*)."
    if to == lifecycle.RESOLVED:
        return f"{said} Reminders for updates have stopped. Say `close` when the follow-up is handed over."
    if to == lifecycle.CLOSED:
        return f"{said} The timeline is uploaded to the war room."
    if to == lifecycle.CANCELLED:
        return f"{said} Everyone who was called is told to stand down."
    return said + next_update(next_due)


def status_holds(number: int, *, status: str) -> str:
    """Answer who clicked for the status that holds already."""
    return f"{incident_id(number)} is *{status}* already; nothing was changed."


def reopened(number: int, *, next_due: datetime | None) -> str:
    """Answer who reopened."""
    return f"{incident_id(number)} is open again and *investigating*.{next_update(next_due)}"


def severity_changed(
    number: int, *, to: str, old: str | None, next_due: datetime | None, calling: bool
) -> str:
    """Answer who changed the severity; `old` is None when nobody had set one."""
    was = f"it was {escape(old)}" if old else "it was not set yet"
    called = " The people of this severity are being called." if calling else ""
    return f"{incident_id(number)} is now *{escape(to)}* ({was}).{called}{next_update(next_due)}"


def severity_unchanged(number: int, *, severity: str) -> str:
    """Answer who set the severity that it had."""
    return f"{incident_id(number)} is {escape(severity)} already; nothing was changed."


def bad_severity(word: str, names: Sequence[str]) -> str:
    """Answer a severity that is not configured."""
    return (
        f"There is no severity `{code(word)}`. Choose {listed([escape(name) for name in names], last='or')}."
    )


def merged(number: int, *, into: int, into_channel: str | None) -> str:
    """Answer who merged an incident into another one."""
    where = f" in {channel_mention(into_channel)}" if into_channel else ""
    ended = f"{incident_id(number)} ends inside {incident_id(into)}"
    return f"{ended}; the work goes on{where}. `unmerge` undoes this."


def unmerged(number: int, *, status: str) -> str:
    """Answer who took a merge back."""
    return f"{incident_id(number)} is a matter of its own again and *{status}*, as it was."


def merge_with_itself(number: int) -> str:
    """Answer `merge` with the incident's own id."""
    return f"{incident_id(number)} cannot be merged into itself. Say the id of the other one."


def merge_into_ended(number: int, *, status: str) -> str:
    """Answer `merge` into an incident that nobody works on."""
    name = incident_id(number)
    return f"{name} is *{status}*; merge into an incident that is open, or `reopen` that one first."


def merge_across_privacy(number: int) -> str:
    """Answer a merge that would show a private incident to others."""
    return f"{incident_id(number)} is not for the same people: one of the two is private. Nothing was merged."


def severity_stays(number: int, *, status: str) -> str:
    """Answer who changes the severity of what does not count as an incident of its own."""
    return f"{incident_id(number)} is *{status}*, so its severity stays as it was."


def is_over(number: int, *, status: str, what: str) -> str:
    """Answer who changes what is over.

    Args:
        what: what therefore does not happen, to go on the sentence with.
    """
    way_back = {
        lifecycle.CLOSED: "Say `reopen` if it is not over.",
        lifecycle.CANCELLED: "If it is real after all, `declare` it again.",
        lifecycle.MERGED: "Say `unmerge` if it is a matter of its own.",
    }
    return f"{incident_id(number)} is *{status}*; {what}. {way_back[status]}"


def merge_into_which() -> str:
    """Answer a merge that names no target."""
    return "Into which incident? Say `merge INC-41`."
