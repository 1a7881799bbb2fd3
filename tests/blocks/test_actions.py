"""What a button carries comes back as it was, and nothing else passes for it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import actions
from bot.blocks.actions import Origin, decode, encode, status_action, status_of

_ids = st.none() | st.integers(0, 10**9)


@given(
    st.builds(
        Origin,
        incident=_ids,
        revision=_ids,
        generation=_ids,
        subject=_ids,
        page=_ids,
        choice=st.text(alphabet="abc_INC-", max_size=30),
        due_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_an_origin_survives_its_journey(origin: Origin) -> None:
    """What a button was drawn from is read back exactly, to the microsecond."""
    assert decode(encode(origin)) == origin


def test_the_longest_origin_fits_an_option() -> None:
    """Slack takes 150 characters as an option's value."""
    most = 999_999_999
    origin = Origin(
        incident=most,
        revision=most,
        generation=most,
        subject=most,
        page=999,
        choice="incident_commander",
        due_at=datetime(2026, 11, 21, 14, 0, 0, 123456, tzinfo=UTC),
    )
    assert len(encode(origin)) <= 150


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "no json",
        "[]",
        '"x"',
        '{"i":"42"}',
        '{"i":true}',
        '{"c":1}',
        '{"d":"x"}',
        f'{{"d":1{"0" * 40}}}',
        '{"i":99999999999999999999}',
        '{"s":-1}',
        '{"c":"\\ud800"}',
        '{"c":"\\u0000"}',
        "[" * 2_000,
        pytest.param('{"i":' + "9" * 5_000 + "}", id="5,000 digits"),
    ],
)
def test_what_is_not_ours_is_no_origin(value: str | None) -> None:
    """A value that no drawing made is told by None, never by an exception."""
    assert decode(value) is None


def test_a_status_button_is_read_back() -> None:
    """`status_<to>` names its status, and nothing else does."""
    assert status_of(status_action("resolved")) == "resolved"
    assert [status_of(other) for other in (actions.STATUS_MENU, actions.NO_CHANGE, "status_")] == [None] * 3


def test_every_action_has_an_id_of_its_own() -> None:
    """No two constants share a value within buttons, menus and openers."""
    own = [
        value
        for name, value in vars(actions).items()
        if name.isupper()
        and isinstance(value, str)
        and not name.startswith(("FORM_", "SHORTCUT_", "ENTRY_", "_"))
    ]
    assert len(own) == len(set(own))
