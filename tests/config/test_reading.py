"""What a configuration file means."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.config import Bookmark, Config, load, parse


def test_an_empty_file_means_the_defaults() -> None:
    """Nothing written is a configuration too; only the warnings that nobody is called are added."""
    read = parse("")
    assert read.warnings
    assert read == Config(warnings=read.warnings)


def test_a_comment_alone_means_the_defaults() -> None:
    """A file whose every line is commented out holds no mistake."""
    assert parse("# severities:\n#   SEV1: {}\n").severities == Config().severities


def test_an_empty_section_keeps_its_defaults() -> None:
    """A section whose lines are all commented out is as if it were not there."""
    read = parse("war_room:\n  # archive_on_close: true\nseverities:\n  SEV1:\n    reminders:\n")
    assert read.war_room == Config().war_room
    assert read.severities == Config().severities


def test_one_key_of_one_severity_changes_nothing_else() -> None:
    """The rest of that severity, its ladder and the other severities keep their defaults."""
    usual = Config().severities
    read = parse("severities: {SEV1: {reminders: {overdue: 7m}}}").severities
    assert read["SEV1"].reminders.overdue == timedelta(minutes=7)
    assert read["SEV1"].reminders.due_soon == usual["SEV1"].reminders.due_soon
    assert read["SEV1"].update_every == usual["SEV1"].update_every
    assert [read[name] for name in ("SEV2", "SEV3", "SEV4")] == [usual[n] for n in ("SEV2", "SEV3", "SEV4")]


def test_the_documented_file_is_read() -> None:
    """The keys that the product fixes mean what they say."""
    read = parse(
        """
command: /inc
announcements: {channel: "#ops"}
war_room: {name: "fire-{number}-{slug}", archive_on_close: yes}
roles: {incident_commander: {verb: cmd, duties: [Lead.]}}
severities:
  SEV1:
    meaning: everything is down
    update_every: 1h30m
    call: ["@oncall", S0123456789]
    backup: ["@backup"]
quiet_hours: {from: "23:30", to: "06:00", zone: Europe/Berlin}
manual_procedure: "Call +00."
"""
    )
    assert read.command == "/inc"
    assert read.announcements.channel == "#ops"
    assert (read.war_room.name, read.war_room.archive_on_close) == ("fire-{number}-{slug}", True)
    assert read.roles["incident_commander"].verb == "cmd"
    assert read.roles["incident_commander"].duties == ("Lead.",)
    assert read.roles["incident_commander"].label == "IC"
    worst = read.severities["SEV1"]
    assert (worst.update_every, worst.call) == (timedelta(hours=1, minutes=30), ("@oncall", "S0123456789"))
    assert read.quiet_hours is not None
    assert (read.quiet_hours.start, read.quiet_hours.end) == (time(23, 30), time(6, 0))
    assert read.quiet_hours.zone.key == "Europe/Berlin"
    assert read.manual_procedure == "Call +00."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1h30m", timedelta(minutes=90)),
        ("2d", timedelta(days=2)),
        ("never", None),
        ('"never"', None),
    ],
)
def test_durations_are_read(written: str, meant: timedelta | None) -> None:
    """Every documented way to write a duration is understood, in quotes or not."""
    level = parse(f"severities: {{SEV3: {{update_every: {written}}}}}").severities["SEV3"]
    assert level.update_every == meant


@pytest.mark.parametrize(
    ("word", "meant"), [("on", True), ("YES", True), ("true", True), ("off", False), ("No", False)]
)
def test_a_switch_is_read_as_people_write_it(word: str, *, meant: bool) -> None:
    """Where a switch is meant, yes, on and true are the same."""
    assert parse(f"war_room: {{archive_on_close: {word}}}").war_room.archive_on_close is meant


def test_what_looks_like_something_else_to_yaml_is_read_as_written() -> None:
    """YAML would make True, 83, 90 and a date of these names."""
    assert parse("services: [on, 0123, 1:30, 2026-11-21, no, 1e3]").services == (
        "on",
        "0123",
        "1:30",
        "2026-11-21",
        "no",
        "1e3",
    )


def test_a_time_of_day_needs_no_quotes() -> None:
    """YAML would make 1320 of 22:00."""
    hours = parse("quiet_hours: {from: 21:00, to: 6:30}").quiet_hours
    assert hours is not None
    assert (hours.start, hours.end) == (time(21), time(6, 30))


def test_quiet_hours_can_be_switched_off() -> None:
    """`never` in their place means that no reminder waits."""
    assert parse("quiet_hours: never").quiet_hours is None


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Some editors put one at the beginning of a UTF-8 file."""
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbfcommand: /inc\n")
    assert load(path).command == "/inc"


def test_bookmarks_are_read_in_their_order() -> None:
    """An emoji may stand with or without colons, or be left out."""
    read = parse(
        """
war_room:
  bookmarks:
    - {title: Bridge, url: "https://meet.example.com/inc-{number}", emoji: ":telephone:"}
    - title: Dashboard
      url: https://dashboards.example.com/
"""
    )
    assert read.war_room.bookmarks == (
        Bookmark(title="Bridge", url="https://meet.example.com/inc-{number}", emoji="telephone"),
        Bookmark(title="Dashboard", url="https://dashboards.example.com/"),
    )


def test_an_anchor_is_shared_and_can_be_changed() -> None:
    """YAML's own way not to repeat oneself works, and what is written beside it wins."""
    read = parse(
        """
severities:
  SEV3: &minor
    call: ["@oncall"]
    update_every: 3h
  SEV4:
    <<: *minor
    update_every: never
"""
    )
    assert read.severities["SEV4"].call == ("@oncall",)
    assert read.severities["SEV4"].update_every is None


def test_reading_twice_gives_equal_values() -> None:
    """A configuration is a value: the same text is the same configuration."""
    assert parse("zone: Asia/Tokyo") == parse("zone: Asia/Tokyo")


def test_a_severity_nobody_said_is_the_default_one() -> None:
    """So is one that the configuration no longer knows."""
    config = parse("default_severity: SEV3")
    assert config.severity(None).name == "SEV3"
    assert config.severity("P7").name == "SEV3"
    assert config.severity("SEV1").name == "SEV1"


def test_the_operators_channel_is_a_channel_or_none() -> None:
    """Nobody is told in Slack of the bot's own troubles unless a channel is named."""
    assert parse("").operators.channel is None
    assert parse("operators: {channel: none}").operators.channel is None
    assert parse('operators: {channel: "#muster-operators"}').operators.channel == "#muster-operators"
