import pytest

from bot.domain.ids import incident_id, jitter, new_nonce, parse_incident_id


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("INC-42", 42),
        ("inc-42", 42),
        ("#42", 42),
        (" 42 ", 42),
        ("INC42", None),
        ("INC-", None),
        ("42a", None),
        ("-42", None),
        ("1234567890", None),
        ("", None),
    ],
)
def test_an_incident_is_named_by_its_number(word: str, number: int | None) -> None:
    """`INC-42`, `inc-42`, `#42` and `42` are one incident."""
    assert parse_incident_id(word) == number


def test_an_id_reads_back() -> None:
    """What is shown can be typed."""
    assert parse_incident_id(incident_id(42)) == 42


def test_random_values_differ() -> None:
    """A nonce cannot be guessed, and jitter spreads between 0 and 1."""
    assert len({new_nonce() for _ in range(50)}) == 50
    assert all(len(new_nonce()) == 22 for _ in range(5))
    assert all(0 <= jitter() < 1 for _ in range(50))
