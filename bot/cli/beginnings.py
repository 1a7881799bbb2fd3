"""What `muster init` asks, and the `config.yaml` that it writes from the answers."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.config import ConfigError
from bot.config.kinds import CHANNEL, COMMAND, REFERENCE, ZONE, one_of
from bot.config.manifest import endpoint
from bot.config.nodes import Kind, Wrong

SOCKET: Final = "socket"
HTTP: Final = "http"

_UTC: Final = "UTC"
_OTHER_NAMES_OF_UTC: Final = frozenset({"Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "UCT", "Zulu"})


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a team has said of itself.

    Args:
        url: Muster's public address; None for Socket Mode.
    """

    command: str
    announcements: str
    on_call: tuple[str, ...]
    backup: tuple[str, ...]
    leadership: tuple[str, ...]
    zone: str
    url: str | None

    @property
    def named(self) -> tuple[str, ...]:
        """Return everybody who is named, each once."""
        return tuple(dict.fromkeys(self.on_call + self.backup + self.leadership))


def _people(text: str) -> tuple[str, ...]:
    names = [word for word in re.split(r"[,\s]+", text) if word]
    if not names:
        raise Wrong
    return tuple(dict.fromkeys(REFERENCE.read(name) for name in names))


def _people_or_none(text: str) -> tuple[str, ...]:
    return () if text.casefold() == "none" else _people(text)


def _address(text: str) -> str:
    try:
        endpoint(text)
    except ConfigError as error:
        raise Wrong from error
    return text


PEOPLE: Final = Kind(expected="user groups or people such as @oncall, @ana", read=_people)
PEOPLE_OR_NONE: Final = Kind(
    expected="user groups or people such as @oncall-backup, @ana, or none", read=_people_or_none
)
ADDRESS: Final = Kind(expected="an address such as https://muster.example.com", read=_address)
WAY: Final = one_of((SOCKET, HTTP))
ZONE_NAME: Final = Kind(expected=ZONE.expected, read=lambda text: ZONE.read(text).key)

__all__ = ["CHANNEL", "COMMAND", "HTTP", "SOCKET", "WAY", "Answers", "configuration", "own_zone"]


def own_zone() -> str:
    """Return the time zone of this machine, or UTC where it cannot be told."""
    named = os.environ.get("TZ")
    if named is None:
        _, found, named = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
        named = named if found else _UTC
    try:
        zone = ZONE.read(named.removeprefix(":")).key
    except Wrong:
        return _UTC
    return _UTC if zone in _OTHER_NAMES_OF_UTC else zone


def configuration(answers: Answers) -> str:
    """Return the text of `config.yaml`: what was answered, and where to find the rest."""
    return _TEXT.format(
        command=answers.command,
        announcements=_quoted(answers.announcements),
        zone=answers.zone,
        on_call=_listed(answers.on_call),
        backup=_listed(answers.backup),
        leadership=_listed(answers.leadership),
        no_backup="" if answers.backup else _NO_BACKUP,
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(name) for name in names)}]"


_NO_BACKUP: Final = """
    # Nobody is the backup, so nobody is called when an update stays overdue.
    reminders: {call_backup: never}"""

_TEXT: Final = """\
# Muster's configuration, written by `muster init`. What is not said here keeps its default; every key stands
# with its default in config.example.yaml. `muster check-config` says what this file means.
# Secrets do not belong here: they come from the environment.

# The slash command. After a change, paste what `muster manifest` prints into the app's page App Manifest.
command: {command}

announcements:
  # Where incidents that are not private are announced; a channel's name or its id.
  channel: {announcements}

operators:
  # Where those who run Muster are told when something that it needs breaks or is mended, as `muster doctor`
  # finds it once a day; a channel's name or its id, or none for the log alone.
  channel: none

# The time zone of clock times that people type (14:05) when their own zone is not known.
zone: {zone}

# User groups and people: "@handle", or their id (S… for a group, U… or W… for a person).
severities:
  SEV1:
    # Called at once.
    call: {on_call}
    # Called when an update stays overdue.
    backup: {backup}{no_backup}
    # Mentioned in the announcement.
    mention: {leadership}
  SEV2:
    call: {on_call}
    backup: {backup}{no_backup}
  SEV3:
    # Told, without being called.
    tell: {on_call}

# Reminders of SEV3 and SEV4 wait for the morning; `quiet_hours: never` for none.
quiet_hours:
  from: "22:00"
  to: "07:00"
  zone: {zone}

# What people read when Muster itself cannot help, because its database is down. Take the # away, and name
# your phone number, your bridge, your first three steps:
# manual_procedure: >-
#   Muster cannot help right now. Open a channel inc-…, call +00 …, write down what happens and when.
"""
