"""Which effects there are, and how a row becomes one again."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.domain.effects.acting import RunAction
from bot.domain.effects.effect import Effect
from bot.domain.effects.messages import CaptureMessage, PinMessage, PostMessage, React, RefreshMessage
from bot.domain.effects.pages import RefreshHome, RefreshHomes, UploadExports
from bot.domain.effects.people import CallPeople, FindOwner
from bot.domain.effects.telling import TellOperators, TellSecurity
from bot.domain.effects.war_room import (
    ArchiveWarRoom,
    InvitePeople,
    JoinWarRoom,
    OpenWarRoom,
    RefreshBookmarks,
    RefreshMembers,
    RefreshTopic,
)

_KINDS: dict[str, type[Effect]] = {
    cls.kind: cls
    for cls in (
        CallPeople,
        OpenWarRoom,
        JoinWarRoom,
        InvitePeople,
        PostMessage,
        RefreshMessage,
        RefreshTopic,
        RefreshBookmarks,
        PinMessage,
        React,
        CaptureMessage,
        UploadExports,
        ArchiveWarRoom,
        RefreshHome,
        RefreshHomes,
        RefreshMembers,
        TellOperators,
        RunAction,
        TellSecurity,
        FindOwner,
    )
}


KINDS = frozenset(_KINDS)
"""What this version can carry out; a newer one beside it may have asked for more."""

LOOKING_FIRST = frozenset(kind for kind, cls in _KINDS.items() if cls.looks_first)
"""Of these the kinds that ask Slack whether a cut-off attempt has happened."""


def decode(kind: str, payload: Mapping[str, Any]) -> Effect:
    """Return the effect that a row holds.

    Raises:
        KeyError: no effect of that kind is known to this version.
    """
    cls = _KINDS[kind]
    known = {f.name for f in fields(cls)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in payload.items()
        if name in known
    }
    return cls(**values)


NEWER_ONLY = "only a newer version of Muster can draw it"
"""Why an effect that a process beside this one has asked for is left to that one."""
