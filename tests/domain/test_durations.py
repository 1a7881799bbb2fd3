from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.durations import compact, parse_duration, say


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("20m", 1200),
        ("1h30m", 5400),
        ("90s", 90),
        ("2d", 172_800),
        ("1h 30m", 5400),
        ("20 min", 1200),
        ("1 hour 5 minutes", 3900),
        ("2 hrs", 7200),
        (" 15M ", 900),
        ("1d2h3m4s", 93_784),
        ("0m", 0),
    ],
)
def test_a_duration_is_read_as_typed(typed: str, seconds: int) -> None:
    """Units go from large to small, with or without spaces and in any case."""
    assert parse_duration(typed) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "m",
        "20",
        "h30",
        "30m1h",
        "1.5h",
        "-5m",
        "20x",
        "20mm",
        "1h30",
        "\u0661\u0660m",
        "999999d",
        "20m now",
    ],
)
def test_what_is_no_duration_is_not_guessed_at(typed: str) -> None:
    """A number without a unit, wrong order, signs and foreign digits name no duration."""
    assert parse_duration(typed) is None


def test_a_bare_number_means_minutes_only_where_the_caller_says_so() -> None:
    """`next 20` may mean minutes; `20` elsewhere does not."""
    assert parse_duration("20", bare_minutes=True) == timedelta(minutes=20)
    assert parse_duration("20") is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (540, "9 min"),
        (570, "10 min"),
        (899.8, "15 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (86_370, "1 d"),
        (187_200, "2 d 4 h"),
        (-540, "9 min"),
    ],
)
def test_a_duration_is_said_in_at_most_two_units(seconds: float, said: str) -> None:
    """Seconds are only said below two minutes, minutes below a day."""
    assert say(timedelta(seconds=seconds)) == said


@given(st.integers(0, 10**9))
def test_a_compact_duration_reads_back(seconds: int) -> None:
    """What `compact` writes, `parse_duration` reads."""
    duration = timedelta(seconds=seconds)
    assert parse_duration(compact(duration)) == duration


def test_a_negative_duration_cannot_be_typed() -> None:
    """There is no notation for it, so it is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        compact(timedelta(seconds=-1))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the parser fail, and what it reads is never negative."""
    duration = parse_duration(text, bare_minutes=True)
    assert duration is None or duration >= timedelta(0)
