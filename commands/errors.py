"""What Slack gets when a listener broke: people a sentence, events a failure so that they come again."""

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncRespond

from bot.domain import words
from bot.domain.errors import DatabaseUnavailable
from bot.domain.reply import Reply
from bot.log import get_logger
from commands.answer import whisper
from commands.deps import Deps
from commands.forms import unformatted
from commands.payload import Body

log = get_logger(__name__)


class Errors:
    """Answers for a listener that broke."""

    def __init__(self, deps: Deps) -> None:
        """Remember the manual procedure, and where tasks are kept."""
        self._deps = deps

    async def answer(self, error: Exception, body: Body, respond: AsyncRespond) -> BoltResponse:
        """Log what broke and answer: an event 500, everything else 200 with a sentence."""
        if isinstance(error, DatabaseUnavailable):
            log.warning("listener_without_database", reason=str(error)[:200])
        else:
            log.error("listener_broke", exc_info=error)
        if "event" in body:
            return BoltResponse(status=500, body="")
        sentence = words.something_broke(self._deps.config.manual_procedure)
        if body.get("type") == "view_submission":
            return _at_first_field(body, sentence)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence})
        if body.get("response_url"):
            self._deps.tasks.start(whisper(respond, Reply(text=sentence)), name="answer-error")
        return BoltResponse(status=200, body="")


def _at_first_field(body: Body, sentence: str) -> BoltResponse:
    blocks = body["view"].get("blocks", [])
    first = next((block["block_id"] for block in blocks if block.get("type") == "input"), None)
    if first is None:
        return BoltResponse(status=200, body="")
    errors = {first: unformatted(sentence)}
    return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
