"""The severities of a configuration: the defaults changed, or replaced by a list of one's own."""

from datetime import timedelta

import pytest

from bot.config import Config, ConfigError, parse


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


@pytest.mark.parametrize(
    ("rung", "sev1", "sev2", "minor"),
    [
        ("due_soon", 5, 5, None),
        ("overdue", 10, 15, 30),
        ("call_backup", 20, 30, None),
        ("no_commander", 2, 5, 30),
        ("call_for_commander", 5, 10, None),
        ("no_activity", 20, 45, 24 * 60),
        ("monitoring_too_long", 60, 120, 24 * 60),
        ("handover_after", 240, 240, None),
        ("close_after", 24 * 60, 24 * 60, 24 * 60),
    ],
)
def test_the_default_ladders_are_those_of_the_product(
    rung: str, sev1: int, sev2: int, minor: int | None
) -> None:
    """The table of reminders, line by line; a rung of None never comes."""
    ladders = [getattr(level.reminders, rung) for level in Config().severities.values()]
    assert ladders == [_minutes(count) for count in (sev1, sev2, minor, minor)]


def test_the_default_levels_are_those_of_the_product() -> None:
    """Worst first, each with its cadence and whether a postmortem is required."""
    levels = Config().severities.values()
    assert [(level.name, level.rank, level.update_every, level.postmortem) for level in levels] == [
        ("SEV1", 1, timedelta(minutes=15), "required"),
        ("SEV2", 2, timedelta(minutes=30), "required"),
        ("SEV3", 3, timedelta(hours=2), "optional"),
        ("SEV4", 4, timedelta(hours=24), "none"),
    ]
    assert all(level.meaning for level in levels)


def test_a_level_not_said_is_asked_about_after_ten_minutes() -> None:
    """Nobody said a severity: SEV2 holds, and its declarer is asked."""
    config = Config()
    assert config.severity(None).name == "SEV2"
    assert config.severity(None).reminders.severity_unset == timedelta(minutes=10)


def test_names_of_ones_own_replace_the_default_levels() -> None:
    """P0 to P3 are four levels; each starts from the default one of its place."""
    config = parse("severities: {P0: {call: ['@oncall']}, P1: {}, P2: {update_every: 1h}, P3: {}}")
    usual = tuple(Config().severities.values())
    assert tuple(config.severities) == ("P0", "P1", "P2", "P3")
    assert [level.rank for level in config.severities.values()] == [1, 2, 3, 4]
    assert config.severities["P0"].meaning == usual[0].meaning
    assert config.severities["P1"].reminders == usual[1].reminders
    assert config.severities["P2"].update_every == timedelta(hours=1)
    assert config.default_severity == "P1"
    assert config.quiet_hours is not None
    assert config.quiet_hours.severities == {"P2", "P3"}


def test_a_list_longer_than_the_defaults_goes_on_with_the_last() -> None:
    """A fifth level starts from SEV4."""
    config = parse("severities: {S1: {}, S2: {}, S3: {}, S4: {}, S5: {}}")
    assert config.severities["S5"].rank == 5
    assert config.severities["S5"].update_every == Config().severities["SEV4"].update_every


def test_a_default_name_in_a_list_of_ones_own_is_a_name_like_another() -> None:
    """SEV0 to SEV2 are three levels, and SEV1 is the second of them."""
    config = parse("severities: {SEV0: {}, SEV1: {}, SEV2: {}}")
    assert tuple(config.severities) == ("SEV0", "SEV1", "SEV2")
    assert config.severities["SEV1"].update_every == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("severities: {SVE1: {}}", "severities.SVE1: unknown level; did you mean SEV1?"),
        ("severities: {SEV2: {}, sev1: {}}", "severities.sev1: unknown level; did you mean SEV1?"),
        ("severities: {P0: {}}", "found only P0"),
        ("severities: {P0: {}, here: {}}", 'found "here", expected a name such as P0'),
        ("severities: {P0: {}, 1: {}}", 'found "1", expected a name such as P0'),
        ("severities: {P0: {}, p0: {}}", "two levels differ only in capitals"),
        ("severities: {P0: {}, P1: {}}\ndefault_severity: SEV2", "expected one of P0, P1"),
        ("severities: {SEV1: {update_every: 4m}}", "reminders.due_soon is 5m and update_every 4m"),
    ],
)
def test_levels_that_cannot_be_meant_are_refused(text: str, sentence: str) -> None:
    """A misspelt name would otherwise replace every level without a word."""
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert sentence in str(caught.value)


def test_levels_that_ought_to_call_and_call_nobody_are_warned_of() -> None:
    """The two worst levels are expected to call somebody; this is allowed, but said."""
    warnings = " ".join(parse("").warnings)
    assert "SEV1 calls nobody" in warnings
    assert "SEV2 calls nobody" in warnings
    assert "SEV3" not in warnings


def test_a_backup_rung_without_a_backup_is_warned_of() -> None:
    """A ladder that ends in a call to nobody is probably not meant."""
    called = "call: ['@oncall']"
    text = f"severities: {{SEV1: {{{called}, backup: ['@b']}}, SEV2: {{{called}}}}}"
    assert parse(text).warnings == (
        "SEV2 calls the backup 30m after a missed update, but severities.SEV2.backup names nobody.",
    )


def test_a_minor_level_that_calls_for_a_commander_needs_somebody() -> None:
    """SEV3 may call for a commander, if it is said who comes."""
    warnings = parse("severities: {SEV3: {reminders: {call_for_commander: 1h}}}").warnings
    assert any("SEV3 calls for a commander after 1h" in sentence for sentence in warnings)


def test_everybody_named_leaves_no_warning() -> None:
    """A complete configuration is quiet."""
    named = "{call: ['@oncall'], backup: ['@backup']}"
    assert parse(f"severities: {{SEV1: {named}, SEV2: {named}}}").warnings == ()
