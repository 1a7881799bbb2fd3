from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import QuietHours, hold

BERLIN = ZoneInfo("Europe/Berlin")
MINOR = frozenset({"SEV3", "SEV4"})
NIGHT = QuietHours(start=time(22), end=time(7), zone=BERLIN, severities=MINOR)
NOON = QuietHours(start=time(12), end=time(13), zone=BERLIN, severities=MINOR)


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11, fold: int = 0) -> datetime:
    """Return a moment of 2026 by Berlin's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "due", "heard"),
    [
        (NIGHT, berlin(20, 21, 59), berlin(20, 21, 59)),
        (NIGHT, berlin(20, 22), berlin(21, 7)),
        (NIGHT, berlin(20, 23, 30), berlin(21, 7)),
        (NIGHT, berlin(21, 3), berlin(21, 7)),
        (NIGHT, berlin(21, 7), berlin(21, 7)),
        (NIGHT, berlin(31, 23, month=12), datetime(2027, 1, 1, 6, tzinfo=UTC)),
        (NOON, berlin(20, 12, 30), berlin(20, 13)),
        (NOON, berlin(20, 13), berlin(20, 13)),
        (None, berlin(20, 23), berlin(20, 23)),
    ],
)
def test_reminders_of_minor_incidents_wait_for_the_morning(
    quiet: QuietHours | None, due: datetime, heard: datetime
) -> None:
    """22:00-07:00 in the configured zone; the window may also lie within one day."""
    assert hold(due, quiet=quiet, severity_name="SEV3") == heard


@pytest.mark.parametrize("severity", ["SEV1", "SEV2"])
def test_serious_incidents_are_heard_at_night(severity: str) -> None:
    """Quiet hours hold SEV3 and SEV4 only."""
    assert hold(berlin(20, 23), quiet=NIGHT, severity_name=severity) == berlin(20, 23)


def test_an_empty_window_holds_nothing() -> None:
    """From 07:00 to 07:00 is no night, not all day."""
    empty = QuietHours(start=time(7), end=time(7), zone=BERLIN, severities=MINOR)
    assert hold(berlin(20, 7), quiet=empty, severity_name="SEV3") == berlin(20, 7)


def test_the_night_of_a_clock_change_ends_at_seven_by_the_clock() -> None:
    """An hour shorter in spring, an hour longer in autumn."""
    spring = hold(berlin(28, 23, month=3), quiet=NIGHT, severity_name="SEV4")
    autumn = hold(berlin(24, 23, month=10), quiet=NIGHT, severity_name="SEV4")
    assert spring - berlin(28, 23, month=3) == timedelta(hours=7)
    assert autumn - berlin(24, 23, month=10) == timedelta(hours=9)


def test_a_window_that_ends_in_the_repeated_hour_never_leads_back() -> None:
    """02:30 comes twice; what is due between the two waits for the second."""
    until_half_past = QuietHours(start=time(22), end=time(2, 30), zone=BERLIN, severities=MINOR)
    between = berlin(25, 2, 15, month=10, fold=1)
    assert hold(between, quiet=until_half_past, severity_name="SEV3") == berlin(25, 2, 30, month=10, fold=1)


_CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))
_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis's way
    _CLOCKS,
    _CLOCKS,
    _ZONES,
)
def test_what_is_held_is_heard_later_and_then_not_held_again(
    due: datetime, start: time, end: time, zone: str
) -> None:
    """Never earlier than due, never more than a day later, and then the window is over."""
    quiet = QuietHours(start=start, end=end, zone=ZoneInfo(zone), severities=MINOR)
    heard = hold(due, quiet=quiet, severity_name="SEV3")
    assert due <= heard <= due + timedelta(hours=25)
    if heard != due:
        assert heard.astimezone(quiet.zone).time() >= end
