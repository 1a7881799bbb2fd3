"""The example configuration: complete, explained, and true."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Announcements, Config, Operators, Runbooks, WarRoom, load
from bot.domain.allowed import Actions, Breaker, BreakGlass
from bot.domain.cadence import Reminders
from bot.domain.roles import Role
from bot.domain.severity import Severity

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"

CHOSEN = {"SEV1": ("call", "mention", "backup"), "SEV2": ("call", "backup"), "SEV3": ("tell",)}
"""Who is on call is for a team to say: the only difference from the defaults."""


def _keys(value: Any, path: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {path}
    return {path, *(key for name in value for key in _keys(value[name], f"{path}.{name}".lstrip(".")))} - {""}


def _without_choices(config: Config) -> Config:
    nobody: dict[str, Any] = dict.fromkeys(("call", "tell", "mention", "backup"), ())
    levels = {
        name: replace(level, **{key: nobody[key] for key in CHOSEN.get(name, ())})
        for name, level in config.severities.items()
    }
    return replace(config, severities=levels, warnings=())


def test_the_example_holds_no_mistake_and_no_warning() -> None:
    """It can be copied and used, the demo does."""
    assert load(EXAMPLE).warnings == ()


def test_the_example_says_the_defaults_but_for_what_is_to_be_chosen() -> None:
    """Whoever deletes a line of it changes nothing."""
    assert _without_choices(load(EXAMPLE)) == Config()


def test_the_example_calls_the_demos_groups() -> None:
    """The demo's workspace has these user groups and this channel."""
    config = load(EXAMPLE)
    assert config.announcements.channel == "#incidents"
    assert config.severities["SEV1"].call == ("@oncall",)
    assert config.severities["SEV1"].mention == ("@leadership",)
    assert config.severities["SEV1"].backup == ("@oncall-backup",)


def test_every_key_of_the_configuration_is_in_the_example() -> None:
    """Each field that a file can set has its line, in each severity and role."""
    written = _keys(yaml.safe_load(EXAMPLE.read_text()))
    expected = {field.name for field in fields(Config)} - {"warnings"}
    expected |= {f"announcements.{field.name}" for field in fields(Announcements)}
    expected |= {f"operators.{field.name}" for field in fields(Operators)}
    expected |= {f"runbooks.{field.name}" for field in fields(Runbooks)}
    expected |= {f"war_room.{field.name}" for field in fields(WarRoom)}
    expected |= {f"actions.{field.name}" for field in fields(Actions)}
    expected |= {f"actions.approvers.{risk}" for risk in Config().actions.approvers}
    expected |= {f"actions.break_glass.{field.name}" for field in fields(BreakGlass)}
    expected |= {f"actions.circuit_breaker.{field.name}" for field in fields(Breaker)}
    expected |= {f"quiet_hours.{key}" for key in ("from", "to", "zone", "severities")}
    for role in Config().roles:
        expected |= {f"roles.{role}.{field.name}" for field in fields(Role)} - {f"roles.{role}.key"}
    for level in Config().severities:
        at = f"severities.{level}"
        expected |= {f"{at}.{field.name}" for field in fields(Severity)} - {f"{at}.name", f"{at}.rank"}
        expected |= {f"{at}.reminders.{field.name}" for field in fields(Reminders)}
    assert expected <= written
    parents = {"roles", "severities"}
    assert written - expected <= parents | {f"{name}.{key}" for name in parents for key in _names(name)}


def _names(section: str) -> list[str]:
    return list(getattr(Config(), section))


@pytest.mark.parametrize(
    "first_of",
    ["incident_commander", "SEV1", "quiet_hours", "war_room", "announcements", "operators", "actions"],
)
def test_every_key_is_explained_where_it_first_stands(first_of: str) -> None:
    """A comment stands above each key, or above the group of lines it belongs to."""
    lines = EXAMPLE.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == f"{first_of}:")
    depth = _depth(lines[start])
    body = []
    for line in lines[start + 1 :]:
        if line.strip() and not line.strip().startswith("#") and _depth(line) <= depth:
            break
        body.append(line)
    explained = {"title", "label"}  # `label` shares the comment above `title`
    for index, line in enumerate(body):
        key = re.match(r"\s+(\w+):", line)
        if not key or key[1] in {"reminders", "to", *explained}:
            continue  # `to` is explained with `from` by the section's own comment
        above = body[index - 1].strip() if index else lines[start - 1].strip()
        assert above.startswith("#"), f"{first_of}.{key[1]} has no comment"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
