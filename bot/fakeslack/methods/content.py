"""What a message is made of: read from arguments, checked as Slack checks it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.fakeslack.blockkit import check_message, text_length, with_ids
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.ids import Ids
from bot.fakeslack.methods.args import Args

TEXT_CUT = 40_000
BLOCKS_TEXT = 13_200
"""All text of all blocks together (an undocumented limit, github slackapi/bolt-js issue 2509)."""
METADATA_SIZE = 8_000
_ATTACHMENTS = 100
_MARKDOWN = 12_000


@dataclass(frozen=True, slots=True)
class Content:
    """The checked content of a message. `given` names the arguments that were there."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    given: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Is there nothing to show?"""
        return not (self.text or self.blocks or self.attachments)


def read_content(args: Args, ids: Ids) -> Content:
    """Return what `text`, `blocks`, `attachments`, `markdown_text` and `metadata` say.

    Raises:
        SlackError: `invalid_blocks` (with the lines of the check), `invalid_blocks_format`,
            `msg_blocks_too_long`, `too_many_attachments`, `markdown_text_conflict`,
            `invalid_metadata_format`, `metadata_too_large`.
    """
    given = frozenset(name for name in ("text", "blocks", "attachments", "metadata") if args.has(name))
    blocks = _blocks(args, ids)
    text = args.text("text")
    if args.has("markdown_text"):
        if given & {"text", "blocks"}:
            raise SlackError("markdown_text_conflict")
        text = args.text("markdown_text")
        if len(text) > _MARKDOWN:
            raise SlackError("msg_too_long")
        given |= {"text"}
    return Content(text[:TEXT_CUT], blocks, _attachments(args, ids), _metadata(args), given)


def _blocks(args: Args, ids: Ids) -> list[Json]:
    blocks = args.json("blocks", error="invalid_blocks_format")
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    return _checked(blocks, ids)


def _checked(blocks: list[Any], ids: Ids) -> list[Json]:
    problems = check_message(blocks)
    if problems:
        raise SlackError("invalid_blocks", messages=problems)
    if text_length(blocks) > BLOCKS_TEXT:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks, ids)


def _attachments(args: Args, ids: Ids) -> list[Json]:
    attachments = args.json("attachments", error="invalid_attachments")
    if attachments is None:
        return []
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > _ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [
        {**item, "blocks": _checked(item["blocks"], ids)} if isinstance(item.get("blocks"), list) else item
        for item in attachments
    ]


def _metadata(args: Args) -> Json | None:
    metadata = args.json("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_SIZE:
        raise SlackError("metadata_too_large")
    return metadata
