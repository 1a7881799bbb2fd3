"""The rows: plain SQLModel tables, without relationships and without methods that touch a database."""

from bot.domain.models.actions import ActionApproval, ActionBreaker, ActionRequest, EmergencyAccess
from bot.domain.models.incident import Hypothesis, Incident, IncidentTime, Link, StatusUpdate
from bot.domain.models.keeping import Checkup, Seen, Timer
from bot.domain.models.messages import Call, Message
from bot.domain.models.outbox import Effect, EffectAttempt
from bot.domain.models.people import ChannelMember, HomeOpening, Person
from bot.domain.models.roles import Handover, RoleAssignment
from bot.domain.models.runbooks import RunbookRemark, RunbookRun, RunbookVote
from bot.domain.models.timeline import TimelineEntry, TimelineRevision

__all__ = [
    "ActionApproval",
    "ActionBreaker",
    "ActionRequest",
    "Call",
    "ChannelMember",
    "Checkup",
    "Effect",
    "EffectAttempt",
    "EmergencyAccess",
    "Handover",
    "HomeOpening",
    "Hypothesis",
    "Incident",
    "IncidentTime",
    "Link",
    "Message",
    "Person",
    "RoleAssignment",
    "RunbookRemark",
    "RunbookRun",
    "RunbookVote",
    "Seen",
    "StatusUpdate",
    "TimelineEntry",
    "TimelineRevision",
    "Timer",
]
