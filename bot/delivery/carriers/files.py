"""Files and captured messages."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import Backoff, SlackFailure
from bot.domain.effects import CaptureMessage, Done, Outcome, Retry, UploadExports
from bot.domain.ids import jitter
from bot.exports import render
from bot.usecases.capture import PUSHPIN


async def upload_exports(desk: Desk, job: Job, effect: UploadExports) -> Outcome:
    """Upload the timeline's files in two steps: an attempt in doubt can look whether they were shared.

    Whoever asked for them may have been taken out of a private room meanwhile; then nobody gets them.
    """
    if not await _may_have(desk, effect):
        return Done(result={"withheld": True})
    view = await job.reading.incident(effect.incident_id)
    channel = await desk.direct_channel(job, effect.to) if effect.to else view.channel_id
    if channel is None:
        raise SlackFailure("files.completeUploadExternal", "no_war_room", certain=True)
    files = job.learnt.get("files")
    if files is None:
        job.learnt["files"] = await _send(desk, job, effect)
        return Retry(after_s=0, reason="")  # their ids are kept before they are shared
    if job.in_doubt and await _is_shared(desk, job, files[0]["id"]):
        return Done(result={})
    if not await _may_have(desk, effect):
        return Done(result={"withheld": True})
    try:
        await desk.call(
            job,
            "files.completeUploadExternal",
            files=files,
            channel_id=channel,
            initial_comment=f"Timeline of {view.id}",
        )
    except SlackFailure as failure:
        if failure.error != NO_FILE:
            raise
        job.learnt["files"] = None  # their bytes never arrived, or waited for too long: they are sent again
        return Retry(after_s=Backoff().wait_s(job.attempt, jitter=jitter()), reason=failure.error)
    return Done(result={})


NO_FILE = "file_not_found"
"""Slack does not know the file, or not yet."""


async def _may_have(desk: Desk, effect: UploadExports) -> bool:
    """Tell whether the person who asked may still know of the incident; the war room itself always may."""
    return effect.to is None or await desk.queries.visible_to(effect.to, effect.incident_id)


async def _send(desk: Desk, job: Job, effect: UploadExports) -> list[dict[str, str]]:
    """Write the files and send them, each as soon as it is written."""
    dossier = await desk.queries.dossier(effect.incident_id)
    exported_at = desk.clock.now()

    async def send(name: str) -> dict[str, str]:
        # In a thread: ten thousand entries take a fifth of a second, and others are waiting.
        file = await asyncio.to_thread(render, name, dossier, exported_at=exported_at)
        place = await desk.call(
            job, "files.getUploadURLExternal", filename=file.filename, length=len(file.content)
        )
        await desk.slack.upload(str(place["upload_url"]), file.content)
        return {"id": str(place["file_id"]), "title": file.filename}

    sending = [asyncio.ensure_future(send(name)) for name in effect.formats]
    await asyncio.wait(sending)  # also when one fails: none goes on behind our back
    return [one.result() for one in sending]


async def _is_shared(desk: Desk, job: Job, file_id: str) -> bool:
    """Tell whether an earlier attempt has shared the file; before that Slack may not know it at all."""
    try:
        answer = await desk.call(job, "files.info", file=file_id)
    except SlackFailure as failure:
        if failure.error != NO_FILE:
            raise
        return False
    file = answer.get("file") or {}
    return bool(file.get("channels") or file.get("groups") or file.get("ims") or file.get("shares"))


async def capture(desk: Desk, job: Job, effect: CaptureMessage) -> Outcome:
    """Fetch the message that somebody wants on the timeline.

    The news of a pushpin may come after the news that it was taken away: what the message bears now counts.
    """
    message = await _fetch(desk, job, effect)
    if message is None or (effect.how == PUSHPIN and not _bears(message, PUSHPIN)):
        return Done(result={"gone": True})
    link = await desk.call(job, "chat.getPermalink", channel=effect.channel_id, message_ts=effect.ts)
    at = datetime.fromtimestamp(float(effect.ts), UTC)
    return Done(
        result={
            "text": str(message.get("text", "")),
            "author": message.get("user"),
            "permalink": link.get("permalink"),
            "at": at.isoformat(),
            "edited_ts": str((message.get("edited") or {}).get("ts", "")),
        }
    )


def _bears(message: dict[str, Any], reaction: str) -> bool:
    return any(one.get("name") == reaction for one in message.get("reactions", []))


async def _fetch(desk: Desk, job: Job, effect: CaptureMessage) -> dict[str, Any] | None:
    """Return the message, whether it stands in the channel or in a thread; None when it is gone."""
    common: dict[str, Any] = {
        "channel": effect.channel_id,
        "oldest": effect.ts,
        "latest": effect.ts,
        "inclusive": True,
    }
    tries: list[tuple[str, dict[str, Any]]] = [
        ("conversations.history", {**common, "limit": 1}),
        ("conversations.replies", {**common, "ts": effect.thread_ts or effect.ts, "limit": 2}),
    ]
    for method, arguments in reversed(tries) if effect.thread_ts else tries:
        try:
            answer = await desk.call(job, method, **arguments)
        except SlackFailure as failure:
            if failure.error != "thread_not_found":
                raise
            continue
        for message in answer.get("messages", []):
            if message.get("ts") == effect.ts:
                return dict(message)
    return None
