"""What Slack gets when a listener broke: people a sentence, events a failure so that they come again."""

from slack_bolt import BoltResponse

from bot.domain import words
from bot.log import get_logger
from commands.payload import Body

log = get_logger(__name__)


async def answer_error(error: Exception, body: Body) -> BoltResponse:
    """Log what broke and answer: an event 500, everything else 200 with a sentence."""
    log.error("listener_broke", exc_info=error)
    if "event" in body:
        return BoltResponse(status=500, body="")
    if body.get("type") == "view_submission":
        view = body["view"]
        first = next((b["block_id"] for b in view.get("blocks", []) if b.get("type") == "input"), None)
        if first is None:
            return BoltResponse(status=200, body="")
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {first: words.something_broke()}})
    return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words.something_broke()})
