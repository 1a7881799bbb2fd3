import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import text

MOMENT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("<!channel> all is lost", "&lt;!channel&gt; all is lost"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("&lt;", "&amp;lt;"),
        ("plain", "plain"),
    ],
)
def test_user_text_is_escaped(written: str, escaped: str) -> None:
    """`<!channel>` in a title pings nobody."""
    assert text.escape(written) == escaped


@pytest.mark.parametrize(
    ("long", "limit", "short"),
    [
        ("checkout returns 500s", 21, "checkout returns 500s"),
        ("checkout returns 500s", 20, "checkout returns…"),
        ("checkout returns 500s", 17, "checkout returns…"),
        ("checkout returns 500s", 16, "checkout…"),
        ("rollback at 50 %, errors", 18, "rollback at 50 %…"),
        ("supercalifragilistic", 10, "supercali…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
        ("a &lt;b&gt;", 6, "a…"),
        ("a &lt;b&gt;", 10, "a &lt;b…"),
        ("a &lt;b&gt;", 8, "a &lt;b…"),
        ("by <@U1|ana> and others", 12, "by…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("ab👩\u200d🚒cd", 5, "ab…"),
    ],
)
def test_a_cut_ends_after_a_whole_word(long: str, limit: int, short: str) -> None:
    """What does not fit ends in "…", and no entity, mention, accent or joined emoji is split."""
    assert text.cut(long, limit) == short
    assert len(short) <= limit


@given(st.text(alphabet="ab &<>;\n\u0301", max_size=60), st.integers(1, 40))
def test_safe_text_always_fits_and_is_whole(written: str, limit: int) -> None:
    """Escaped and cut text is within the limit, and unescapes to the beginning of what was written."""
    shown = text.safe(written, limit)
    assert len(shown) <= limit
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", shown)
    begun = text.plain(shown)
    assert written == begun or written.startswith(begun.removesuffix("…"))


@pytest.mark.parametrize(
    ("incoming", "seen"),
    [
        ("<@U1|ana> looks", "@ana looks"),
        ("<@U1> looks", "@U1 looks"),
        ("see <#C1|general>", "see #general"),
        ("see <#C1>", "see #C1"),
        ("see <#C1|>", "see #C1"),
        ("<!channel> <!here|here> <!everyone>", "@channel @here @everyone"),
        ("<!subteam^S1|@oncall>", "@oncall"),
        ("<!subteam^S1>", "@S1"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("<https://example.com/a|graph>", "graph (https://example.com/a)"),
        ("<http://example.com|example.com>", "http://example.com"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("<mailto:ana@example.com|ana@example.com>", "ana@example.com"),
        ("<tel:+15550100>", "+15550100"),
        ("<!date^1700000000^{time}|14:05 UTC>", "14:05 UTC"),
        ("<!date^1700000000^{time}>", "1700000000"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("nul\x00 bell\x07 back\u202eward \ud800", "nul bell backward "),
        ("two\r\nlines\tand tab", "two\nlines\tand tab"),
        ("an open < angle", "an open < angle"),
    ],
)
def test_slacks_notation_becomes_plain_text(incoming: str, seen: str) -> None:
    """Text that Slack sends us is kept as a person sees it."""
    assert text.plain(incoming) == seen


@given(st.text(max_size=100))
def test_escaping_and_reading_back_is_the_text(written: str) -> None:
    """What people typed comes back from Slack unchanged, but for control characters."""
    assert text.plain(text.escape(written)) == text.plain(written.replace("&", "&amp;").replace("<", "&lt;"))


def test_hostile_text_is_read_in_one_pass() -> None:
    """40 kB of half-open notation cost no more than reading them."""
    for piece in ("<", "<@", "<!date^", "&amp", "<https://|", "&lt;<"):
        hostile = piece * (40_000 // len(piece))
        text.plain(hostile)
        text.safe(hostile, 3_000)
        text.cut(hostile, 3_000)


def test_mentions_name_people_groups_and_channels() -> None:
    """An id becomes Slack's notation; what is no id is shown and pings nobody."""
    assert text.mention("U1") == "<@U1>"
    assert text.group_mention("S1") == "<!subteam^S1>"
    assert text.channel_mention("C1") == "<#C1>"
    assert text.mention("<!channel>") == "@&lt;!channel&gt;"
    assert text.group_mention("@oncall") == "@oncall"
    assert text.channel_mention("#incidents") == "#incidents"
    assert text.channel_mention("#OPS") == "#OPS"
    assert text.channel_mention("OPS") == "#OPS"


@pytest.mark.parametrize(
    ("url", "label", "notation"),
    [
        ("https://example.com/a?b=1&c=2", "Grafana", "<https://example.com/a?b=1&amp;c=2|Grafana>"),
        ("https://example.com", "", "<https://example.com>"),
        ("https://example.com", "a|b <c>\nd", "<https://example.com|a/b &lt;c&gt; d>"),
        ("javascript:alert(1)", "click", "click (javascript:alert(1))"),
        ("not <a> link", "", "not &lt;a&gt; link"),
        ("<https://example.com|x>", "a", "<https://example.com|a>"),
        ("<https://example.com?b&amp;c>", "", "<https://example.com?b&amp;c>"),
    ],
)
def test_a_link_cannot_be_broken_by_its_label(url: str, label: str, notation: str) -> None:
    """`|` and `>` in a label or address do not end the link, and only http addresses are links."""
    assert text.link(url, label) == notation


def test_a_moment_is_shown_as_a_slack_date() -> None:
    """Everyone reads it in their own zone; notifications carry the fallback."""
    epoch = int(MOMENT.timestamp())
    assert text.slack_date(MOMENT) == f"<!date^{epoch}^{{time}}|14:05 UTC>"
    berlin = text.slack_date(MOMENT, fallback_zone=ZoneInfo("Europe/Berlin"), with_day=True)
    assert berlin == f"<!date^{epoch}^{{date_short_pretty}} {{time}}|20 Nov 15:05 CET>"


def test_a_mention_is_read() -> None:
    """It is told from ordinary words."""
    assert text.read_mention("<@U1|ana>") == "U1"
    assert text.read_mention(" <@W2> ") == "W2"
    assert text.read_mention("@ana") is None


@pytest.mark.parametrize(
    ("word", "url"),
    [
        ("<https://example.com/a?b=1&amp;c=2|graph>", "https://example.com/a?b=1&c=2"),
        ("https://example.com", "https://example.com"),
        ("HTTP://example.com", "HTTP://example.com"),
        ("ftp://example.com", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https:///path", None),
        ("https://[bad", None),
        ("https://example.com/a b", None),
        ("https://example.com/\u202e", None),
        ("https://example.com/" + "a" * 3_000, None),
    ],
)
def test_only_http_addresses_are_addresses(word: str, url: str | None) -> None:
    """An address has http or https and a host, and no characters that deceive."""
    assert text.read_url(word) == url


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout returns 500s", "checkout-returns-500s"),
        ("  Çédille & Größe!  ", "cedille-grosse"),
        ("flag checkout_v2 off", "flag-checkout_v2-off"),
        ("Æsir Łódź Øre", "aesir-lodz-ore"),
        ("決済が失敗", ""),
        ("---", ""),
    ],
)
def test_a_slug_has_only_letters_that_slack_takes(title: str, name: str) -> None:
    """Lower-case ASCII, digits, `-` and `_`."""
    assert text.slug(title) == name


def test_the_war_room_of_the_example_is_named() -> None:
    """INC-42 "checkout returns 500s" meets in #inc-42-checkout-returns-500s."""
    name = text.channel_name("inc-{number}-{slug}", number=42, title="checkout returns 500s")
    assert name == "inc-42-checkout-returns-500s"


def test_a_title_without_letters_still_names_a_channel() -> None:
    """Nothing is left hanging at the end."""
    assert text.channel_name("inc-{number}-{slug}", number=42, title="決済") == "inc-42"
    assert text.channel_name("inc-{number}-{slug}", number=42, title="決済", suffix="2") == "inc-42-2"


def test_a_long_title_is_cut_after_a_word() -> None:
    """80 characters are Slack's limit; the suffix that tells it from a taken name stays."""
    name = text.channel_name("inc-{number}-{slug}", number=42, title="word " * 40, suffix="b")
    assert name.endswith("-word-b")
    assert 70 < len(name) <= 80


@given(
    st.sampled_from(
        ["inc-{number}-{slug}", "{slug}", "{number}", "Inc {slug} {number}!", "x" * 90 + "{number}"]
    ),
    st.integers(1, 10**9),
    st.text(max_size=200),
    st.sampled_from(["", "2", "b7"]),
)
def test_every_channel_name_is_one_that_slack_takes(
    template: str, number: int, title: str, suffix: str
) -> None:
    """At most 80 characters of `a-z0-9_-`, not beginning or ending in `-`."""
    name = text.channel_name(template, number=number, title=title, suffix=suffix)
    assert len(name) <= 80
    assert re.fullmatch(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", name)
    assert name.endswith(suffix)
