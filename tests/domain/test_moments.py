from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.moments import Towards, read_moment, say_moment, split_leading_moment, split_next

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)  # 15:30 in Berlin, a Friday


def utc(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 11) -> datetime:
    """Return a moment of 2026."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("14:05", utc(20, 13, 5)),
        ("at 14:05", utc(20, 13, 5)),
        ("14:05:30", utc(20, 13, 5, 30)),
        ("9:05", utc(20, 8, 5)),
        ("2:05 pm", utc(20, 13, 5)),
        ("12:05am", utc(19, 23, 5)),
        ("14:05 UTC", utc(20, 14, 5)),
        ("14:05Z", utc(20, 14, 5)),
        ("23:10", utc(19, 22, 10)),
        ("15:31", utc(20, 14, 31)),
        ("15:33", utc(19, 14, 33)),
        ("yesterday 23:10", utc(19, 22, 10)),
        ("Yesterday at 23:10", utc(19, 22, 10)),
        ("today 14:05", utc(20, 13, 5)),
        ("2026-11-20 14:05", utc(20, 13, 5)),
        ("2026-11-20T14:05:30", utc(20, 13, 5, 30)),
        ("2026-11-20T14:05+02:00", utc(20, 12, 5)),
        ("2026-11-20T14:05:30.123Z", utc(20, 14, 5, 30)),
        ("10m ago", utc(20, 14, 20)),
        ("1h 30m ago", utc(20, 13, 0)),
        ("now", NOW),
    ],
)
def test_a_past_moment_is_read_in_the_persons_zone(typed: str, moment: datetime) -> None:
    """A clock time alone is its last occurrence, with two minutes' tolerance for a clock that is ahead."""
    assert read_moment(typed, now=NOW, zone=BERLIN) == moment


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("16:00", utc(20, 15, 0)),
        ("14:05", utc(21, 13, 5)),
        ("tomorrow 09:00", utc(21, 8, 0)),
        ("in 20m", utc(20, 14, 50)),
    ],
)
def test_a_coming_moment_is_the_next_occurrence(typed: str, moment: datetime) -> None:
    """With `towards="future"` a clock time that has passed today means tomorrow's."""
    assert read_moment(typed, now=NOW, zone=BERLIN, towards="future") == moment


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "404",
        "10:1",
        "24:00",
        "12:60",
        "13:05 pm",
        "0:05 am",
        "2026-02-30 10:00",
        "2026-11-20",
        "14:05 yesterday",
        "14:05+99:00",
        "soon",
        "20m",
        "3 pods ago",
        "14.05",
        "99999d ago 1",
    ],
)
def test_what_is_no_moment_is_not_guessed_at(typed: str) -> None:
    """A day alone, an impossible time and a ratio name no moment."""
    assert read_moment(typed, now=NOW, zone=BERLIN) is None


def test_the_moments_before_the_calendar_begins_are_refused() -> None:
    """A moment that no datetime can hold is no moment."""
    assert read_moment("99999d ago", now=datetime(200, 1, 1, tzinfo=UTC), zone=BERLIN) is None


@pytest.mark.parametrize(
    ("now", "towards", "moment"),
    [
        (utc(25, 3, 0, month=10), "past", utc(25, 1, 30, month=10)),  # both have passed: the later one
        (utc(25, 0, 45, month=10), "past", utc(25, 0, 30, month=10)),  # only the first has passed
        (utc(25, 0, 0, month=10), "future", utc(25, 0, 30, month=10)),
        (utc(25, 0, 45, month=10), "future", utc(25, 1, 30, month=10)),
    ],
)
def test_a_time_that_existed_twice_is_the_nearest_one(
    now: datetime, towards: Towards, moment: datetime
) -> None:
    """In the night when Berlin's clock is set back, 02:30 comes twice."""
    assert read_moment("02:30", now=now, zone=BERLIN, towards=towards) == moment


def test_a_time_that_never_existed_is_as_far_after_the_jump() -> None:
    """In the night when Berlin's clock jumps from 02:00 to 03:00, 02:30 is read as 03:30."""
    read = read_moment("02:30", now=utc(29, 10, month=3), zone=BERLIN)
    assert read == utc(29, 1, 30, month=3)
    assert say_moment(read, zone=BERLIN) == "03:30 CEST"


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("14:05 flipped flag checkout_v2 off", utc(20, 13, 5), "flipped flag checkout_v2 off"),
        ("14:05: flipped", utc(20, 13, 5), "flipped"),
        ("14:05 - flipped", utc(20, 13, 5), "flipped"),
        ("14:05", utc(20, 13, 5), ""),
        ("yesterday 23:10 paged twice", utc(19, 22, 10), "paged twice"),
        ("2026-11-20 14:05 deploy 4.2", utc(20, 13, 5), "deploy 4.2"),
        ("14:05 UTC restarted", utc(20, 14, 5), "restarted"),
        ("2:05 pm restarted", utc(20, 13, 5), "restarted"),
        ("10m ago restarted", utc(20, 14, 20), "restarted"),
        ("14:05 Zookeeper is down", utc(20, 13, 5), "Zookeeper is down"),
        ("14:05 -1200 errors a minute", utc(20, 13, 5), "-1200 errors a minute"),
        ("14:05 flipped\nthen waited", utc(20, 13, 5), "flipped\nthen waited"),
        ("404 errors", None, "404 errors"),
        ("10:1 ratio", None, "10:1 ratio"),
        ("14:05-14:20 outage", None, "14:05-14:20 outage"),
        ("25:10 odds", None, "25:10 odds"),
        ("14:05:99 odd", None, "14:05:99 odd"),
        ("14:051 odd", None, "14:051 odd"),
        ("3 pods crashed 10m ago", None, "3 pods crashed 10m ago"),
        ("2026-11-20 release", None, "2026-11-20 release"),
        ("now it works", None, "now it works"),
        ("in 10m we retry", None, "in 10m we retry"),
        ("  spaces  ", None, "spaces"),
        ("", None, ""),
    ],
)
def test_a_leading_time_backdates_a_note(text: str, moment: datetime | None, rest: str) -> None:
    """Only a time of day, a moment ago or a full date and time is taken from the front of a note."""
    assert split_leading_moment(text, now=NOW, zone=BERLIN) == (moment, rest)


@pytest.mark.parametrize(
    ("text", "rest", "minutes"),
    [
        ("rollback at 50 %, errors falling next 20m", "rollback at 50 %, errors falling", 20),
        ("waiting for vendor, next 1h 30m", "waiting for vendor", 90),
        ("still failing. next update in 20 min.", "still failing.", 20),
        ("NEXT 5m", "", 5),
        ("next 20m", "", 20),
        ("first line\nnext 20m", "first line", 20),
    ],
)
def test_an_update_may_end_in_its_next_due_time(text: str, rest: str, minutes: int) -> None:
    """`next 20m` at the end says when the next update is due and is no part of the words."""
    assert split_next(text) == (rest, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "text",
    [
        "watching for the next 20m",
        "next 20",
        "next 0m",
        "next 20m we roll back",
        "context 20m",
        "nothing new",
        "what is next",
        "",
    ],
)
def test_prose_is_not_taken_for_a_due_time(text: str) -> None:
    """Words that only look like `next 20m` stay in the update."""
    assert split_next(text) == (text, None)


def test_a_moment_is_said_with_its_zone() -> None:
    """`14:05 CET`, with the day when it is another one, and an offset where the zone has no letters."""
    moment = utc(20, 13, 5)
    assert say_moment(moment, zone=BERLIN) == "14:05 CET"
    assert say_moment(moment, zone=UTC) == "13:05 UTC"
    assert say_moment(moment, zone=ZoneInfo("America/Sao_Paulo")) == "10:05 UTC-03"
    assert say_moment(moment, zone=BERLIN, now=NOW) == "14:05 CET"
    assert say_moment(moment, zone=BERLIN, now=NOW + timedelta(days=1)) == "20 Nov 14:05 CET"


_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"])


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis's way
    st.integers(0, 23),
    st.integers(0, 59),
    _ZONES,
)
def test_a_clock_time_is_never_far_from_now(now: datetime, hour: int, minute: int, zone: str) -> None:
    """Past times lie within the last day or so, coming ones within the next, in every zone and season."""
    typed, where, day = f"{hour}:{minute:02}", ZoneInfo(zone), timedelta(hours=25, minutes=2)
    past = read_moment(typed, now=now, zone=where)
    future = read_moment(typed, now=now, zone=where, towards="future")
    assert past is not None
    assert future is not None
    assert now - day <= past <= now + timedelta(minutes=2)
    assert now < future <= now + day


@given(st.text(max_size=60), _ZONES)
def test_any_note_keeps_its_words(text: str, zone: str) -> None:
    """Whatever is taken from the front, the rest is what stood behind it."""
    _, rest = split_leading_moment(text, now=NOW, zone=ZoneInfo(zone))
    assert text.strip().endswith(rest)
    words, _ = split_next(text)
    assert text.strip().startswith(words)
