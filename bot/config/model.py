"""The configuration as values: what `config.yaml` may say, and what holds where it is silent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.defaults import (
    DEFAULT_MANUAL_PROCEDURE,
    DEFAULT_ROLES,
    DEFAULT_SEVERITIES,
    default_quiet_hours,
)
from bot.domain.allowed import Actions
from bot.domain.cadence import QuietHours
from bot.domain.roles import Role
from bot.domain.severity import Severity, in_force


@dataclass(frozen=True, kw_only=True)
class Announcements:
    """Where incidents that are not private are announced: a channel's name with its `#`, or its id."""

    channel: str = "#incidents"


@dataclass(frozen=True, kw_only=True)
class Operators:
    """Where those who run Muster are told of its own troubles; None for nowhere but the log."""

    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """A link that every war room gets.

    Args:
        title: how it is called in the channel's bookmark bar.
        url: where it leads; `{number}` in it stands for the incident's number.
        emoji: a Slack emoji name without colons; None for Slack's own icon.
    """

    title: str
    url: str
    emoji: str | None = None


@dataclass(frozen=True, kw_only=True)
class WarRoom:
    """How an incident's channel is made.

    Args:
        name: the channel's name; `{number}` and `{slug}` (from the title) are filled in.
        archive_on_close: whether the channel is archived when the incident is closed.
        bookmarks: links that every war room gets.
    """

    name: str = "inc-{number}-{slug}"
    archive_on_close: bool = False
    bookmarks: tuple[Bookmark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Runbooks:
    """Which runbooks can be followed.

    Args:
        folders: of your own; a runbook in a later one takes the place of an earlier one with the same id.
        shipped: whether those that ship with Muster are among them.
    """

    folders: tuple[Path, ...] = ()
    shipped: bool = True


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that a team decides for itself; `Config()` is what an empty file would mean.

    Args:
        command: the slash command, with its slash.
        announcements: where incidents are announced.
        operators: where those who run Muster are told of its own troubles.
        war_room: how an incident's channel is made.
        roles: by key, in the order in which they are shown.
        severities: by name, worst first.
        default_severity: the level in force while nobody has said one.
        quiet_hours: when reminders of minor incidents wait for the morning; None for never.
        manual_procedure: what people read when the bot itself cannot help (mrkdwn).
        zone: the time zone of people whose own one is not known.
        services: names that the form offers; empty lets people type.
        duplicate_window: the same title by the same person within it is the same incident.
        handover_lapse: how long a handover waits for its answer.
        merge_window: incidents declared within it are offered for a merge.
        runbooks: which ones can be followed.
        actions: what the bot may do for a runbook's step; nothing unless somebody allows it.
        warnings: sentences for the operator: allowed, but probably not what was meant.
    """

    command: str = "/incident"
    announcements: Announcements = field(default_factory=Announcements)
    operators: Operators = field(default_factory=Operators)
    war_room: WarRoom = field(default_factory=WarRoom)
    roles: Mapping[str, Role] = field(default_factory=lambda: DEFAULT_ROLES)
    severities: Mapping[str, Severity] = field(default_factory=lambda: DEFAULT_SEVERITIES)
    default_severity: str = "SEV2"
    quiet_hours: QuietHours | None = field(default_factory=default_quiet_hours)
    manual_procedure: str = DEFAULT_MANUAL_PROCEDURE
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    services: tuple[str, ...] = ()
    duplicate_window: timedelta = timedelta(minutes=2)
    handover_lapse: timedelta = timedelta(minutes=5)
    merge_window: timedelta = timedelta(minutes=30)
    runbooks: Runbooks = field(default_factory=Runbooks)
    actions: Actions = field(default_factory=Actions)
    warnings: tuple[str, ...] = ()

    def severity(self, name: str | None) -> Severity:
        """Return the level that counts: the one called `name`, or the default while nobody has said one."""
        return in_force(name, severities=self.severities, default=self.default_severity)
