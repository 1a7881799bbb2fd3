from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects.sqlite import dialect

from bot.domain.columns import UtcDateTime
from tests.domain.levels import NOW

COLUMN = UtcDateTime()
SQLITE = dialect()


def test_a_moment_is_stored_in_utc_and_read_back_with_its_zone() -> None:
    """SQLite drops the offset; it is attached again."""
    berlin = NOW.astimezone(ZoneInfo("Europe/Berlin"))
    assert COLUMN.process_bind_param(berlin, SQLITE) == NOW
    assert COLUMN.process_result_value(NOW.replace(tzinfo=None), SQLITE) == NOW
    read = COLUMN.process_result_value(berlin, SQLITE)
    assert read == NOW
    assert read is not None
    assert read.tzinfo is UTC


def test_a_moment_that_is_not_known_stays_so() -> None:
    """None is stored and read as None."""
    assert COLUMN.process_bind_param(None, SQLITE) is None
    assert COLUMN.process_result_value(None, SQLITE) is None


def test_a_naive_moment_is_refused() -> None:
    """A moment without a zone is a mistake of ours, never a guess."""
    with pytest.raises(ValueError, match="without a zone"):
        COLUMN.process_bind_param(datetime(2026, 11, 20), SQLITE)  # noqa: DTZ001 - the mistake itself
