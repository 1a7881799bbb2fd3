"""Effects: what must happen outside, as values that name things by what they are.

An effect is written in the transaction of the change that asks for it, and resolved and drawn at delivery:
"the war room of INC-42" has no channel id yet when the incident is declared.
"""

from bot.domain.effects.acting import RunAction
from bot.domain.effects.effect import Effect
from bot.domain.effects.kinds import KINDS, LOOKING_FIRST, NEWER_ONLY, decode
from bot.domain.effects.messages import CaptureMessage, PinMessage, PostMessage, React, RefreshMessage
from bot.domain.effects.outcomes import Done, GiveUp, InDoubt, Outcome, Retry
from bot.domain.effects.pages import RefreshHome, RefreshHomes, UploadExports
from bot.domain.effects.people import CallPeople, FindOwner
from bot.domain.effects.places import ANNOUNCEMENTS, ROOM, WITHOUT_ROOM, direct, read_thread, thread_of
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

__all__ = [
    "ANNOUNCEMENTS",
    "KINDS",
    "LOOKING_FIRST",
    "NEWER_ONLY",
    "ROOM",
    "WITHOUT_ROOM",
    "ArchiveWarRoom",
    "CallPeople",
    "CaptureMessage",
    "Done",
    "Effect",
    "FindOwner",
    "GiveUp",
    "InDoubt",
    "InvitePeople",
    "JoinWarRoom",
    "OpenWarRoom",
    "Outcome",
    "PinMessage",
    "PostMessage",
    "React",
    "RefreshBookmarks",
    "RefreshHome",
    "RefreshHomes",
    "RefreshMembers",
    "RefreshMessage",
    "RefreshTopic",
    "Retry",
    "RunAction",
    "TellOperators",
    "TellSecurity",
    "UploadExports",
    "decode",
    "direct",
    "read_thread",
    "thread_of",
]
