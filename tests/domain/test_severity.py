import pytest

from bot.domain.severity import Severities, highest, in_force, needs_confirmation, read_severity, worst
from tests.domain.levels import FROM_ZERO, NAMED, PRIORITIES, SEV1, SEV2, SEV3, SEVERITIES


@pytest.mark.parametrize(
    ("word", "severities", "name"),
    [
        ("sev1", SEVERITIES, "SEV1"),
        ("SEV-1", SEVERITIES, "SEV1"),
        ("Sev_2", SEVERITIES, "SEV2"),
        ("sev 3", SEVERITIES, "SEV3"),
        ("2", SEVERITIES, "SEV2"),
        ("s1", SEVERITIES, "SEV1"),
        ("severity 1", SEVERITIES, "SEV1"),
        ("p0", SEVERITIES, "SEV1"),
        ("p1", SEVERITIES, None),
        ("sev5", SEVERITIES, None),
        ("0", SEVERITIES, None),
        ("12", SEVERITIES, None),
        ("checkout", SEVERITIES, None),
        ("", SEVERITIES, None),
        ("٢", SEVERITIES, None),
        ("p0", PRIORITIES, "P0"),
        ("P-3", PRIORITIES, "P3"),
        ("1", PRIORITIES, "P1"),
        ("sev1", PRIORITIES, "P0"),
        ("p4", PRIORITIES, None),
        ("sev0", FROM_ZERO, "SEV0"),
        ("s1", FROM_ZERO, "SEV1"),
        ("1", FROM_ZERO, "SEV1"),
        ("p0", FROM_ZERO, "SEV0"),
        ("critical", NAMED, "Critical"),
        ("1", NAMED, "Critical"),
        ("sev2", NAMED, "Major"),
        ("4", NAMED, None),
    ],
)
def test_a_severity_is_read_as_people_write_it(word: str, severities: Severities, name: str | None) -> None:
    """Configured names in any spelling, a number, and other schemes where they cannot be mistaken."""
    severity = read_severity(word, severities)
    assert (severity.name if severity else None) == name


def test_no_severity_counts_as_the_default() -> None:
    """Not sure yet is treated as SEV2; so is a level that the configuration has lost."""
    assert in_force(None, severities=SEVERITIES, default="SEV2") is SEV2
    assert in_force("SEV1", severities=SEVERITIES, default="SEV2") is SEV1
    assert in_force("SEV9", severities=SEVERITIES, default="SEV2") is SEV2


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("SEV3", "SEV1", "SEV1"),
        ("SEV1", "SEV3", "SEV1"),
        (None, "SEV4", "SEV4"),
        ("SEV4", None, "SEV4"),
        (None, None, None),
        ("SEV9", "SEV4", "SEV4"),
        ("SEV9", None, "SEV9"),
    ],
)
def test_the_highest_severity_reached_is_kept(
    first: str | None, second: str | None, kept: str | None
) -> None:
    """A smaller rank is worse; a level that is not known any more is kept only where nothing else is."""
    assert highest(first, second, severities=SEVERITIES) == kept


def test_only_a_downgrade_from_the_worst_level_asks_first() -> None:
    """By button, lowering SEV1 asks "sure?"; raising, and lowering SEV2, do not."""
    assert needs_confirmation(SEV1, SEV2, severities=SEVERITIES)
    assert not needs_confirmation(SEV1, SEV1, severities=SEVERITIES)
    assert not needs_confirmation(SEV2, SEV3, severities=SEVERITIES)
    assert not needs_confirmation(SEV2, SEV1, severities=SEVERITIES)
    assert worst(PRIORITIES).name == "P0"
