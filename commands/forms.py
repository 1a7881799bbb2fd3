"""Forms that were sent: each becomes one use-case, and closes, confirms, or says what is missing where."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.modals.notice import notice
from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, Refusal
from bot.domain.text import plain
from bot.log import get_logger
from commands import payload
from commands.answer import PATIENCE_S, without_database
from commands.deps import Deps
from commands.filled import Filled, Missing
from commands.metadata import decode
from commands.opener import change
from commands.payload import Body, Submission
from commands.submitting import SUBMITTED
from commands.wanted import View

log = get_logger(__name__)

Response = dict[str, Any]
"""What Slack does with the form: nothing said closes it."""


class Forms:
    """Answers forms."""

    def __init__(self, deps: Deps) -> None:
        """Remember what forms work with."""
        self._deps = deps

    async def listen(self, body: Body, ack: AsyncAck, client: AsyncWebClient) -> None:
        """Answer one form within Slack's time; one that was closed or asks nothing needs no answer."""
        if body.get("type") != "view_submission":
            await ack()
            return
        sent = payload.submission(body)
        task = asyncio.ensure_future(self._answer(sent))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)  # real time: Slack's patience is
        if done:
            await ack(**task.result())
            return

        async def follow() -> None:
            try:
                view = _late(await task, sent)
            except Exception:
                await change(client, sent.view_id, view=_notice(sent, self._broken()))
                raise
            await change(client, sent.view_id, view=view)

        self._deps.tasks.start(follow(), name="late-form")
        await ack(response_action="update", view=_notice(sent, words.still_working_here()))

    async def _answer(self, sent: Submission) -> Response:
        """Return what becomes of the form; what is wrong is complained about where it stands."""
        handler = SUBMITTED.get(sent.callback_id)
        if handler is None:
            log.warning("form_unknown", form=sent.callback_id)
            return {}
        try:
            reply = await handler(Filled(sent=sent, metadata=decode(sent.metadata), deps=self._deps))
        except Missing as missing:
            return _complaint(sent, missing.sentence, block_id=missing.block_id)
        except Refusal as refusal:
            return _complaint(sent, refusal.sentence)
        except DatabaseUnavailable as error:
            procedure = self._deps.config.manual_procedure
            return _complaint(sent, without_database(error, manual_procedure=procedure))
        if reply is None or not reply.text:
            return {}
        return {"response_action": "update", "view": _notice(sent, reply.text)}

    def _broken(self) -> str:
        return words.something_broke(self._deps.config.manual_procedure)


def _complaint(sent: Submission, sentence: str, *, block_id: str | None = None) -> Response:
    """Complain at a field, the first one where none is to blame; a form without fields is replaced."""
    where = block_id if block_id in sent.drawn else next(iter(sent.drawn), None)
    if where is None:
        return {"response_action": "update", "view": _notice(sent, sentence)}
    return {"response_action": "errors", "errors": {where: unformatted(sentence)}}


def unformatted(sentence: str) -> str:
    """Return a sentence of ours as plain text: Slack formats nothing in complaints."""
    return plain(sentence.replace("`", "").replace("*", ""))


def _notice(sent: Submission, sentence: str) -> View:
    return notice(sent.title or "Muster", sentence)


def _late(response: Response, sent: Submission) -> View:
    """Return what the form shows when the answer came after Slack had stopped waiting."""
    if response.get("response_action") == "update":
        view: View = response["view"]
        return view
    complaints = response.get("errors") or {}
    return _notice(sent, " ".join(complaints.values()) or words.done())
