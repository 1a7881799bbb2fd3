"""What is said about status updates, and about when the next one is due."""

from datetime import datetime

from bot.domain.ids import incident_id
from bot.domain.text import slack_date
from bot.domain.words.phrases import code, next_update


def update_posted(*, next_due: datetime | None, private: bool = False) -> str:
    """Answer who posted an update."""
    where = "the war room" if private else "the war room and the announcement"
    return f"Posted to {where}.{next_update(next_due)}"


def update_corrected() -> str:
    """Answer who corrected the last update."""
    return "Corrected everywhere it went; the timeline keeps what it said before."


def nothing_to_correct(number: int) -> str:
    """Answer `correct` when there is no update yet."""
    return f"{incident_id(number)} has no status update yet, so there is nothing to correct. Say `update …`."


def no_change_needs_words() -> str:
    """Answer the third "no change" in a row."""
    return "That is the third “no change” in a row. Say in one sentence what is being tried or waited for."


def next_update_moved(*, next_due: datetime) -> str:
    """Answer who moved the next update."""
    return f"The next update is due {slack_date(next_due)}."


def bad_duration(word: str) -> str:
    """Answer a duration that could not be read."""
    return f"`{code(word)}` is no duration. Say `20m`, `1h30m`, `90s` or `2d`."
