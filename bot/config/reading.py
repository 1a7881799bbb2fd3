"""From the file to the `Config`, or to every mistake in it at once."""

from pathlib import Path

from bot.config.actions import read_actions, warnings_about_actions
from bot.config.errors import ConfigError
from bot.config.kinds import COMMAND, DURATION, ZONE, one_of, text_of
from bot.config.model import Config
from bot.config.nodes import Report, Section, compose
from bot.config.people import read_roles, read_severities, warnings_about
from bot.config.sections import (
    read_announcements,
    read_operators,
    read_quiet_hours,
    read_runbooks,
    read_war_room,
)
from bot.config.settings import SECRETS
from bot.domain.severity import Severities

_PROCEDURE = text_of(2000)
_SERVICE = text_of(75)  # Slack's limit for an option in a form
_MOST_SERVICES = 100  # Slack's limit for the options of one menu


def load(path: Path) -> Config:
    """Return the configuration in the file at `path`.

    Raises:
        ConfigError: the file cannot be read, or holds mistakes; it carries all of them.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError([f"{path}: there is no such file; `muster init` writes one"]) from error
    except OSError as error:
        raise ConfigError(
            [f"{path}: cannot be read: {(error.strerror or 'unknown reason').lower()}"]
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{path}:{line}: not UTF-8; save the file with that encoding"]) from error
    return parse(text, name=str(path))


def parse(text: str, *, name: str = "config.yaml") -> Config:
    """Return the configuration that `text` (YAML) describes.

    Args:
        text: the content of the file; nothing in it means the defaults.
        name: how mistakes call the file.

    Raises:
        ConfigError: there are mistakes in it; it carries all of them.
    """
    report = Report(name)
    root = Section(compose(text, name=name), path="", line=1, report=report)
    config = _config(root)
    root.finish(hints={name.casefold(): f"write it into the environment as {name}" for name in SECRETS})
    report.raise_if_any()
    return config


def _config(root: Section) -> Config:
    usual = Config()
    severities = read_severities(root.take_section("severities"))
    roles = read_roles(root.take_section("roles"))
    actions = read_actions(root.take_section("actions"), roles=roles, severities=severities)
    services = root.take_list("services", _SERVICE, usual.services)
    if len(services) > _MOST_SERVICES:
        root.mistake(f"found {len(services)} services, expected at most {_MOST_SERVICES}", key="services")
    if len(set(services)) < len(services):
        root.mistake("a name is written twice", key="services")
    return Config(
        command=root.take("command", COMMAND, usual.command),
        announcements=read_announcements(root.take_section("announcements"), default=usual.announcements),
        operators=read_operators(root.take_section("operators"), default=usual.operators),
        war_room=read_war_room(root.take_section("war_room"), default=usual.war_room),
        roles=roles,
        severities=severities,
        default_severity=_default_severity(root, severities=severities),
        quiet_hours=read_quiet_hours(root, severities=severities),
        manual_procedure=root.take("manual_procedure", _PROCEDURE, usual.manual_procedure),
        zone=root.take("zone", ZONE, usual.zone),
        services=services,
        duplicate_window=root.take("duplicate_window", DURATION, usual.duplicate_window),
        handover_lapse=root.take("handover_lapse", DURATION, usual.handover_lapse),
        merge_window=root.take("merge_window", DURATION, usual.merge_window),
        runbooks=read_runbooks(root.take_section("runbooks"), default=usual.runbooks),
        actions=actions,
        warnings=(*warnings_about(severities), *warnings_about_actions(actions)),
    )


def _default_severity(root: Section, *, severities: Severities) -> str:
    """Return the level in force while nobody has said one: the second worst unless the file names it."""
    names = tuple(severities)
    return root.take("default_severity", one_of(names), names[min(1, len(names) - 1)])
