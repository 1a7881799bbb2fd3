"""How commands are read, without Slack and without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.config.people import RESERVED_VERBS
from bot.domain.errors import NotUnderstood
from commands import declaring, exporting, listing
from commands.declaring import Declared
from commands.listing import Filter
from commands.metadata import Metadata, Source, decode, encode
from commands.vocabulary import build_vocabulary

SEVERITIES = Config().severities


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sev1 checkout is down", ("checkout is down", "SEV1", False, False)),
        ("checkout is down", ("checkout is down", None, False, False)),
        ("private sev2 data leak", ("data leak", "SEV2", True, False)),
        ("sev2 private data leak", ("data leak", "SEV2", True, False)),
        ("HERE Private SEV-3 slow search", ("slow search", "SEV3", True, True)),
        ("2 nodes are down", ("2 nodes are down", None, False, False)),
        ("S3 bucket is public", ("S3 bucket is public", None, False, False)),
        ("sev1 sev2 alert storm", ("sev2 alert storm", "SEV1", False, False)),
        ("private private beta is down", ("private beta is down", None, True, False)),
        ("p0 checkout is down", ("checkout is down", "SEV1", False, False)),
        ("sev1", ("", "SEV1", False, False)),
    ],
)
def test_flags_stand_before_the_title_in_any_order(
    typed: str, expected: tuple[str, str | None, bool, bool]
) -> None:
    """A severity, `private` and `here` are read once each; counts and products stay in the title."""
    title, severity, private, here = expected
    said = declaring.read(typed, severities=SEVERITIES)
    assert said == Declared(title=title, severity=severity, private=private, here=here)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Filter()),
        ("all", Filter(only_open=False)),
        ("sev1", Filter(severity="SEV1")),
        ("7d", Filter(only_open=False, span=timedelta(days=7))),
        ("open 7d", Filter(span=timedelta(days=7))),
        ("SEV2 all", Filter(only_open=False, severity="SEV2")),
        ("sev1 7d", Filter(only_open=False, severity="SEV1", span=timedelta(days=7))),
    ],
)
def test_a_list_is_narrowed_by_words_in_any_order(typed: str, expected: Filter) -> None:
    """What a filter says of itself is read back as the same filter, so that paging keeps it."""
    found = listing.read(typed, severities=SEVERITIES, command="/incident")
    assert found == expected
    assert listing.read(found.said, severities=SEVERITIES, command="/incident") == expected


def test_a_word_that_narrows_nothing_is_refused() -> None:
    """The refusal repeats the word and says what can be asked for."""
    with pytest.raises(NotUnderstood, match="lst"):
        listing.read("lst", severities=SEVERITIES, command="/incident")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ("md", "html", "csv", "json")),
        ("json", ("json",)),
        ("JSON, Markdown", ("json", "md")),
        ("as html and csv", ("html", "csv")),
    ],
)
def test_formats_are_read_as_people_say_them(typed: str, expected: tuple[str, ...]) -> None:
    """Without a format all of them are sent."""
    assert exporting.read_formats(typed) == expected


def test_every_word_of_the_vocabulary_is_reserved() -> None:
    """No role of a configuration can take a verb's word, so the vocabulary can always be built."""
    vocabulary = build_vocabulary(Config())
    roles = {role.verb for role in Config().roles.values()}
    assert set(vocabulary.by_word) - roles - {"?"} <= RESERVED_VERBS


@given(
    st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5_000
    ),  # as requests are let in
    st.integers(1, 10**9),
    st.booleans(),
)
def test_a_form_carries_what_it_was_given_within_slacks_limit(text: str, number: int, private: bool) -> None:
    """Only the words of the message that is declared from give way; everything else comes back."""
    address = "https://example.com/p12"
    source = Source(channel="C1", ts="1.2", permalink=address, text=text, author="U1", private=private)
    carried = Metadata(nonce="n", incident=number, choice="closed", revision=3, source=source)
    written = encode(carried)
    assert len(written) <= 3_000
    found = decode(written)
    assert found.source is not None
    assert (found.nonce, found.incident, found.choice, found.revision) == ("n", number, "closed", 3)
    assert (found.source.channel, found.source.ts, found.source.permalink) == ("C1", "1.2", address)
    assert found.source.private is private
    if len(text) < 400:
        assert found == carried


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"nonce": "n", "unknown": 1}',
        '{"source": 3}',
        '{"nonce": null}',
        '{"nonce": "n", "incident": "1"}',
        '{"nonce": "n", "incident": true}',
        '{"nonce": "n", "subject": 99999999999999999999}',
        '{"nonce": "n", "revision": -1}',
        '{"nonce": "n", "choice": "\\u0000"}',
        '{"nonce": "n", "source": {"channel": "C1", "ts": 1.2}}',
        '{"nonce": "n", "source": {"channel": "C1", "ts": "\\ud800"}}',
        '{"nonce": "n", "source": {"channel": "C1", "ts": "1.2", "private": 1}}',
        "[" * 3_000,
    ],
)
def test_a_form_that_is_not_ours_is_refused(written: str) -> None:
    """What comes back is not believed; a form of an earlier version is refused with a sentence."""
    with pytest.raises(NotUnderstood):
        decode(written)
