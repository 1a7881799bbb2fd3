"""Answers: what a person gets back, privately, and how it reaches them in time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.blocks.actions import NOTICE
from bot.blocks.drawing import Drawing
from bot.blocks.modals.frame import View, modal
from bot.blocks.modals.notice import notice
from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, LostCommit, Refusal
from bot.domain.reply import Reply
from bot.log import get_logger
from commands.deps import Deps

log = get_logger(__name__)

PATIENCE_S = 2.5
"""How long a listener works before it says so: Slack shows an error after 3 s, its way to us included."""


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """No words: the change shows elsewhere, or a form was opened."""


Answer = Reply | Drawing | Nothing
"""What a listener returns."""


async def safely(work: Awaitable[Answer], *, deps: Deps) -> Answer:
    """Return the answer of `work`, or the sentence that says why there is none."""
    try:
        return await work
    except Refusal as refusal:
        return Reply(text=refusal.sentence)
    except DatabaseUnavailable as error:
        return Reply(text=without_database(error, manual_procedure=deps.config.manual_procedure))


def without_database(error: DatabaseUnavailable, *, manual_procedure: str) -> str:
    """Log that the database was not there, and return the sentence for whoever asked."""
    log.warning("database_unavailable", reason=str(error)[:200])
    say = words.database_lost if isinstance(error, LostCommit) else words.database_down
    return say(manual_procedure)


async def in_time(
    work: Awaitable[Answer], *, deps: Deps, late: Callable[[Answer], Awaitable[None]]
) -> Answer:
    """Return the answer of `work`; after `PATIENCE_S` "still working", and then `late` gets the answer."""
    task = asyncio.ensure_future(safely(work, deps=deps))
    done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)  # real time: Slack's patience is
    if done:
        return task.result()

    async def follow() -> None:
        try:
            answer = await task
        except Exception:
            await late(Reply(text=words.something_broke(deps.config.manual_procedure)))
            raise
        await late(answer)

    deps.tasks.start(follow(), name="late-answer")
    return Reply(text=words.still_working())


def message(answer: Answer) -> dict[str, Any] | None:
    """Return `answer` as the private message that Slack shows, or None for no words."""
    match answer:
        case Reply(text=text) if text:
            return {"response_type": "ephemeral", "text": text}
        case Drawing(text=text, blocks=blocks):
            return {"response_type": "ephemeral", "text": text, "blocks": blocks}
    return None


def as_view(title: str, answer: Answer) -> View:
    """Return `answer` as a form that shows it and asks nothing."""
    match answer:
        case Reply(text=text) if text:
            return notice(title, text)
        case Drawing(blocks=blocks):
            return modal(title, callback_id=NOTICE, blocks=blocks, close="Close")
    return notice(title, words.done())


async def acknowledge(ack: AsyncAck, answer: Answer) -> None:
    """Answer a slash command."""
    shown = message(answer)
    if shown is None:
        await ack()
    else:
        await ack(**shown)


async def whisper(respond: AsyncRespond, answer: Answer, *, replace: bool = False) -> None:
    """Say it privately where the person clicked; `replace` the private message they clicked in."""
    shown = message(answer)
    if shown is None:
        return
    try:
        result = await respond(**shown, replace_original=replace)
    except (aiohttp.ClientError, TimeoutError) as error:  # its words hold the address, which is a secret
        log.warning("answer_not_delivered", reason=type(error).__name__)
        return
    if result.status_code >= _BAD:
        log.warning("answer_not_delivered", status=result.status_code)


_BAD = 400
