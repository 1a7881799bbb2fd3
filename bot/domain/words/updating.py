"""What is said about status updates, and about when the next one is due."""

from datetime import datetime

from bot.domain.ids import incident_id
from bot.domain.text import escape, slack_date
from bot.domain.words.phrases import code, next_update


def update_posted(*, next_due: datetime | None, private: bool = False, has_room: bool = True) -> str:
    """Answer who posted an update; without a war room, that it is kept until there is one."""
    where = " and ".join(["the war room"] * has_room + ["the announcement"] * (not private))
    said = f"Posted to {where}." if where else "Written down."
    later = "" if has_room else " The war room gets it as soon as it is open."
    return f"{said}{later}{next_update(next_due)}"


def update_corrected() -> str:
    """Answer who corrected the last update."""
    return "Corrected everywhere it went; the timeline keeps what it said before."


def nothing_to_correct(number: int) -> str:
    """Answer `correct` when there is no update yet."""
    return f"{incident_id(number)} has no status update yet, so there is nothing to correct. Say `update …`."


def no_change_needs_words() -> str:
    """Answer the third "no change" in a row."""
    return "That is the third “no change” in a row. Say in one sentence what is being tried or waited for."


def next_update_moved(*, next_due: datetime, said: str) -> str:
    """Answer who moved the next update; `said` is the moment in their zone, with its name."""
    return f"The next update is due {slack_date(next_due)} ({said})."


def bad_duration(word: str) -> str:
    """Answer a duration that could not be read."""
    return f"`{code(word)}` is no duration. Say `20m`, `1h30m`, `90s` or `2d`."


def next_update_moved_before(due: datetime | None) -> str:
    """Answer a click on "+15 min" under a due time that no longer holds."""
    now = f"it is due {slack_date(due, with_day=True)} now" if due else "none is due now"
    return f"The next update was moved since that button was drawn: {now}. Nothing was changed."


def next_update_no_later(severity: str, *, than: datetime) -> str:
    """Answer a click on "+15 min" that the severity does not allow."""
    return (
        f"With {escape(severity)} it cannot be later than {slack_date(than)}. Nothing was changed. "
        "“No change” is an update too."
    )


def no_update_due(number: int, *, status: str) -> str:
    """Answer who moves or posts "no change" when the incident is not open."""
    return f"{incident_id(number)} is *{status}*, so no update of it is due. Say `reopen` if it is not over."


def update_cannot_end(status: str, *, verb: str) -> str:
    """Answer an update that wants to end the incident."""
    return f"An update cannot make it *{status}*. Say `{escape(verb)}`."


def still_active() -> str:
    """Answer "still on it"."""
    return "Thanks. The question comes again when nothing is heard for as long."


def asked_again_at(moment: datetime) -> str:
    """Answer "not yet" and "later"."""
    return f"All right. The question comes again at {slack_date(moment, with_day=True)}."


def question_settled() -> str:
    """Answer a click on a question that is no longer asked."""
    return "That question has been settled since it was asked. Nothing was changed."
