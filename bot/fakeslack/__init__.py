"""A local Slack workspace that speaks Slack's wire protocol: for the demo, the tests and the benchmarks."""

from bot.fakeslack.actor import Actor, CommandResult
from bot.fakeslack.changes import Change
from bot.fakeslack.eyes import NotPossible
from bot.fakeslack.handed import Control
from bot.fakeslack.server import FakeSlack
from bot.fakeslack.workspace import StillWaiting, Workspace

__all__ = [
    "Actor",
    "Change",
    "CommandResult",
    "Control",
    "FakeSlack",
    "NotPossible",
    "StillWaiting",
    "Workspace",
]
