"""The one thing the doctor posts, and only when asked: a test message, deleted at once."""

from typing import Final

from bot.delivery.failure import SlackFailure
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, doubtful, unknown, well
from bot.domain.checkup import Finding

POST: Final = "post"

_TEXT: Final = "A test by `muster doctor`: this message is deleted at once."
_MENDS: Final = {
    "channel_not_found": "Create the channel. If it is private, write `/invite @muster` in it.",
    "not_in_channel": "Write `/invite @muster` in it.",
    "is_archived": "Unarchive it in Slack, or name another channel.",
    "missing_scope": "Mend the scopes first, then run the doctor again.",
}


async def post(patient: Patient, *, channel: str) -> Finding:
    """Post a message to `channel` (a name with its #, or an id), delete it, and return how that went."""
    try:
        answer = await patient.slack.call("chat.postMessage", channel=channel, text=_TEXT)
    except SlackFailure as failure:
        if failure.error in _MENDS:
            what = f"Slack refuses messages there ({failure.error})."
            return broken(POST, what, _MENDS[failure.error], subject=channel)
        return unknown(POST, failure, subject=channel)
    try:
        await patient.slack.call("chat.delete", channel=answer["channel"], ts=answer["ts"])
    except SlackFailure as failure:
        what = f"A test message was posted but could not be deleted ({failure.error})."
        return doubtful(POST, what, "Delete it by hand.", subject=channel)
    return well(POST, "A test message was posted and deleted.", subject=channel)
