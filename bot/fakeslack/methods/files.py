"""files.*: upload in three steps, and what was uploaded."""

from __future__ import annotations

from typing import Any

from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Channel
from bot.fakeslack.clock import seconds
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.files import File
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.content import read_content

_MOST_CHANNELS = 100
_ALT_TEXT = 1_000


def upload_url(call: Call) -> Json:
    """Return an address that takes exactly `length` bytes."""
    name = call.args.need("filename")
    length = call.args.number("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: length"])
    alt_text = call.args.text("alt_txt")
    if len(alt_text) > _ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    now = int(seconds(call.workspace.clock))
    file, ticket = call.workspace.files_by_id.promise(
        name, user=call.user, length=length, created=now, alt_text=alt_text
    )
    return ok(upload_url=f"{call.base_url}upload/{ticket}", file_id=file.id)


def complete(call: Call) -> Json:
    """Finish uploads and share them; the answer does not name the message."""
    files = [_uploaded(call, item) for item in _listed(call)]
    channels = _targets(call)
    for file in files:
        file.completed = True
        call.workspace.changes.publish(Change("file", user=call.user, detail={"file": file}))
    for channel in channels:
        _share(call, channel, files)
    return ok(files=[{"id": file.id, "title": file.title or file.name} for file in files])


def info(call: Call) -> Json:
    """Return one file with the messages that share it."""
    file = _visible(call)
    body = file.as_json(base_url=call.base_url)
    body["shares"] = _shares(call, file)
    return ok(file=body, comments=[])


def listing(call: Call) -> Json:
    """Return a page of files, the newest first."""
    channel, user = call.args.text("channel"), call.args.text("user")
    shown = [
        file
        for file in reversed(call.workspace.files_by_id.by_id.values())
        if file.completed
        and not file.deleted
        and (not channel or channel in file.channels)
        and (not user or user == file.user)
        and _may_see(call, file)
    ]
    count, number = call.args.number("count", 100), call.args.number("page", 1)
    part = shown[(number - 1) * count : number * count]
    pages = -(-len(shown) // count)
    paging = {"count": count, "total": len(shown), "page": number, "pages": pages}
    return ok(files=[file.as_json(base_url=call.base_url) for file in part], paging=paging)


def delete(call: Call) -> Json:
    """Delete the caller's own file."""
    file = call.workspace.files_by_id.get(call.args.need("file"))
    if file.user != call.user:
        raise SlackError("cant_delete_file")
    file.deleted = True
    for channel in (call.workspace.channels.by_id[name] for name in file.channels):
        for message in [message for message in channel.messages.values() if file in message.files]:
            _unshare(call, channel, message, file)
    return ok()


def _unshare(call: Call, channel: Channel, message: Message, file: File) -> None:
    """Take a deleted file out of a message; one that holds nothing else goes with it."""
    left = [other for other in message.files if other is not file]
    if left or message.text or message.blocks:
        call.workspace.posting.edit(channel, message, by=call.user, mark=False, files=left)
    else:
        call.workspace.posting.delete(channel, message, by=call.user)


def _listed(call: Call) -> list[Json]:
    files: Any = call.args.json("files", error="invalid_arguments")
    if not isinstance(files, list) or not files or not all(isinstance(item, dict) for item in files):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: files"])
    return files


def _uploaded(call: Call, item: Json) -> File:
    file = call.workspace.files_by_id.get(str(item.get("id", "")))
    if file.content is None or file.completed or file.user != call.user:
        raise SlackError("file_not_found")
    file.title = str(item.get("title") or "")
    return file


def _targets(call: Call) -> list[Channel]:
    names = call.args.names("channels") or call.args.names("channel_id")
    if len(names) > _MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    found: list[Channel] = []
    for name in names:
        channel = call.workspace.channels.by_id.get(name)
        if channel is None or not call.may_see(channel):
            raise SlackError("channel_not_found")
        if channel.archived or call.user not in channel.members:
            raise SlackError("not_in_channel")
        found.append(channel)
    return found


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    content = read_content(call.args, call.workspace.ids)
    app = call.workspace.app
    for file in files:
        file.channels.append(channel.id)
    call.workspace.posting.post(
        channel,
        user=call.user,
        text=call.args.text("initial_comment"),
        blocks=content.blocks,
        files=files,
        subtype="file_share",
        thread_ts=call.args.text("thread_ts") or None,
        **({"bot_id": app.bot_id, "app_id": app.app_id} if call.is_bot else {}),
    )


def _visible(call: Call) -> File:
    file = call.workspace.files_by_id.get(call.args.need("file"))
    if not _may_see(call, file):
        raise SlackError("file_not_found")
    return file


def _may_see(call: Call, file: File) -> bool:
    channels = call.workspace.channels.by_id
    return file.user == call.user or any(call.may_see(channels[name]) for name in file.channels)


def _shares(call: Call, file: File) -> Json:
    shares: Json = {}
    for name in file.channels:
        channel = call.workspace.channels.by_id[name]
        kind = "private" if channel.is_private else "public"
        posts = [{"ts": message.ts} for message in channel.messages.values() if file in message.files]
        shares.setdefault(kind, {})[name] = posts
    return shares


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete, ("files:write",), tier=4),
    "files.info": Method(info, ("files:read",), tier=4),
    "files.list": Method(listing, ("files:read",)),
    "files.delete": Method(delete, ("files:write",)),
}
