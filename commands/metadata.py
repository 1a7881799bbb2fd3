"""What a form carries along unseen: which one it is, what it is about, and where it was asked for.

Slack hands it back with the submission. It comes from outside, so a form that was not made here is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from bot.blocks.modals.frame import MAX_METADATA
from bot.domain.errors import NotUnderstood
from bot.domain.ids import new_nonce
from bot.domain.text import cut, storable


@dataclass(frozen=True, kw_only=True)
class Source:
    """The message that an incident is declared from, or that goes on a timeline.

    Args:
        text: as a person sees it; cut where it is longer than a form can carry.
        author: the Slack id of who wrote it; empty for a program.
        private: it stands in a private channel or a direct message.
    """

    channel: str
    ts: str
    permalink: str = ""
    text: str = ""
    author: str = ""
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What one form carries.

    Args:
        nonce: names this form: sent twice, it counts once.
        incident: the number of the incident it is about; None for a new one.
        subject: the entry it is about, by its number within the incident.
        choice: what was chosen before it opened: a status.
        revision: of the incident, or the run, when the button was drawn that opened it.
        run_step: the step of a run that it is about.
        channel: where it was asked for; message: the message it was asked for in.
        source: the message to declare from, or to add.
    """

    nonce: str
    incident: int | None = None
    subject: int | None = None
    choice: str = ""
    revision: int | None = None
    run_step: int | None = None
    channel: str = ""
    message: str = ""
    source: Source | None = None

    def step(self, name: str) -> str:
        """Return the key under which one step of this form counts once."""
        return f"form:{self.nonce}:{name}"


def fresh(**known: Any) -> Metadata:
    """Return metadata of a new form."""
    return Metadata(nonce=new_nonce(), **known)


def encode(metadata: Metadata) -> str:
    """Return it as JSON of at most 3,000 characters; the source's text gives way."""
    written = _json(metadata)
    source = metadata.source
    if len(written) <= MAX_METADATA or source is None:
        return written
    limit = len(source.text)
    while len(written) > MAX_METADATA and limit:
        limit = max(0, limit - max(100, (len(written) - MAX_METADATA) // 2))
        written = _json(replace(metadata, source=replace(source, text=cut(source.text, limit))))
    return written


def decode(written: str) -> Metadata:
    """Return what `encode` wrote.

    Raises:
        NotUnderstood: it is not of its making.
    """
    try:
        values = json.loads(written)
        source = values.pop("source", None)
        metadata = Metadata(**values, source=Source(**source) if source else None)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NotUnderstood(_NOT_OURS) from error
    if not (_is_whole(metadata) and (metadata.source is None or _is_whole(metadata.source))):
        raise NotUnderstood(_NOT_OURS)
    return metadata


def _is_whole(value: Metadata | Source) -> bool:
    """Tell whether every field holds what it says, and nothing that a database would refuse."""
    return all(_fits(getattr(value, one.name), one.type) for one in fields(value))


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(value, bool):
        return bool(kind is bool)  # Python takes True for a number, too
    if not isinstance(value, kind):
        return False
    if isinstance(value, int):
        return 0 <= value <= _LAST
    return not isinstance(value, str) or storable(value) == value


_LAST: Final = 2**53
"""More than any database counts to, and less than either of them can compare with."""
_NOT_OURS: Final = "This form is not one that Muster can read any more. Close it and open it again."


def _json(metadata: Metadata) -> str:
    values: Mapping[str, Any] = {
        field.name: value
        for field in fields(metadata)
        if (value := getattr(metadata, field.name)) not in (None, "")
    }
    source = metadata.source
    if source is not None:
        values = {**values, "source": {k: v for k, v in asdict(source).items() if v}}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
