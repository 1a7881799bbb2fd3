"""The phrases that several sentences share: words said back, lists, counts, due times."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.text import one_line, safe, slack_date

_QUOTE = 200
"""Characters of a person's own words that are said back."""


def quoted(text: str) -> str:
    """Return a person's own words, short, escaped and on one line."""
    return f"“{safe(one_line(text), _QUOTE)}”"


def code(word: str) -> str:
    """Return a person's word for a code span: short, escaped, without the marks that would end it."""
    return safe(one_line(word).replace("`", "'"), 60)


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """Return `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def people(count: int) -> str:
    """Return `1 person` or `3 people`."""
    return "1 person" if count == 1 else f"{count} people"


def next_update(due: datetime | None) -> str:
    """Return, as a sentence to follow another, when the next update is due; empty for never."""
    return f" The next update is due {slack_date(due)}." if due else ""
