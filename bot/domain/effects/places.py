"""Where a message stands: in words that need no channel id yet."""

ROOM = "room"
ANNOUNCEMENTS = "announcements"

WITHOUT_ROOM = "without_room"
"""The subject of the card that stands elsewhere because no war room could be opened."""


def direct(person: str) -> str:
    """Return the place of a direct message to `person` (a Slack id)."""
    return f"direct:{person}"


def thread_of(what: str, subject: str = "") -> str:
    """Return the place of a reply to the message (`what`, `subject`) of the same incident."""
    return f"thread:{what}/{subject}"


def read_thread(place: str) -> tuple[str, str] | None:
    """Return the message (what, subject) in whose thread a place is, or None where it is elsewhere."""
    if not place.startswith("thread:"):
        return None
    what, _, subject = place.removeprefix("thread:").partition("/")
    return what, subject
