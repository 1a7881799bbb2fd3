"""The frame of every form: title, blocks, buttons, and the caller's own words carried along."""

from collections.abc import Iterable
from typing import Any, Final

from bot.blocks.drawing import Block, plain

View = dict[str, Any]
"""One modal view as Slack takes it."""

MAX_LABEL: Final = 24  # of a title, submit or close button
MAX_METADATA: Final = 3_000
MAX_BLOCKS: Final = 100


def modal(
    title: str,
    *,
    callback_id: str,
    blocks: Iterable[Block | None],
    submit: str = "",
    close: str = "Cancel",
    metadata: str = "",
) -> View:
    """Return a form; without `submit` it only shows something.

    Args:
        metadata: comes back with the submission; people do not see it.

    Raises:
        ValueError: `metadata` is longer than Slack carries.
    """
    if len(metadata) > MAX_METADATA:
        raise ValueError(f"A form carries at most {MAX_METADATA} characters of metadata.")
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, limit=MAX_LABEL),
        "close": plain(close, limit=MAX_LABEL),
        "private_metadata": metadata,
        "blocks": [block for block in blocks if block is not None][:MAX_BLOCKS],
    }
    if submit:
        view["submit"] = plain(submit, limit=MAX_LABEL)
    return view
