"""The word to those who run Muster."""

from bot.blocks.checkup import checkup
from tests.blocks.aloud import read
from tests.blocks.limits import mistakes_of_message

_ARCHIVED = {
    "check": "channel",
    "subject": "#incidents",
    "what": "It is archived, so nothing can be posted.",
    "how_to_mend": "Unarchive it in Slack.",
}
_EMPTY = {
    "check": "people",
    "subject": "@oncall",
    "what": "The user group is empty.",
    "how_to_mend": "Add people.",
}


def test_what_broke_is_told_with_how_to_mend_it() -> None:
    """Somebody who reads only the notification knows what it is about."""
    drawing = checkup(broke=[_ARCHIVED], mended=[_EMPTY])
    assert drawing.text == "Muster's checkup. Broken: channel #incidents. Mended: people @oncall."
    told = read(drawing.blocks)
    for words in ("Broken: channel #incidents", "It is archived", "Unarchive it", "Mended: people @oncall"):
        assert words in told
    assert mistakes_of_message(drawing.text, drawing.blocks) == []


def test_a_hundred_things_fit_one_message_and_ping_nobody() -> None:
    """However much breaks, and whatever it is called."""
    hostile = {**_ARCHIVED, "subject": "<!channel>", "what": "<!here> " + "x" * 5_000}
    drawing = checkup(broke=[hostile] * 100, mended=[hostile] * 100)
    assert mistakes_of_message(drawing.text, drawing.blocks) == []
