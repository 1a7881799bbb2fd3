"""Whatever is typed after `runbook` is read as something: no text breaks it, and what is clear stays so."""

from hypothesis import example, given
from hypothesis import strategies as st

from commands.stepwise import SUBVERBS, read, read_values

KNOWN = ("disk-full", "replication-lag", "replication")
_WORDS = st.one_of(
    st.sampled_from([*SUBVERBS, *KNOWN, "replication lag", "Disk Full.md", "step", "#3", "to", "pid=4711"]),
    st.sampled_from(
        ['mount="/var/log', "x='a b'", "“a=b”", "= =", "a=", "=", "0", "999999", "³", "٣", "`", '"']
    ),
    st.text(max_size=30),
    st.integers(-5, 10**12).map(str),
)
typed = st.one_of(st.text(max_size=3_000), st.lists(_WORDS, max_size=12).map(" ".join))


@given(typed)
@example("")
@example("step ٣")
@example("done \x00")
@example("set " + "a=" * 1_500)
def test_every_text_is_read_as_a_subverb_or_as_words_to_search_for(text: str) -> None:
    """Never an exception; only a runbook that there is counts as one, but where one is to be started."""
    said = read(text, known=KNOWN)
    assert said.does in {"", "search", *SUBVERBS.values()}
    assert bool(said.does) == bool(text.strip())
    assert said.step is None or 0 <= said.step <= 999
    if said.does not in {"start", "set"}:
        assert said.runbook in {"", *KNOWN}
        assert not said.values


@given(typed)
def test_values_never_break_and_are_named_as_parameters_are(text: str) -> None:
    """A name is at most 40 plain small characters, whatever stands around it."""
    values, left = read_values(text)
    for name in values:
        assert name.isascii()
        assert name == name.lower()
        assert 1 <= len(name) <= 40
    assert left == left.strip()


@given(st.sampled_from(sorted(SUBVERBS)), st.sampled_from(KNOWN), st.integers(0, 999), st.text(max_size=200))
def test_a_step_that_is_named_is_the_one_that_is_meant(verb: str, name: str, number: int, words: str) -> None:
    """However the subverb is called and whatever is said of it."""
    said = read(f"{verb} {name} {number} {words}", known=KNOWN)
    assert said.does == SUBVERBS[verb]
    if said.does in {"claim", "done", "fail", "skip", "undo", "decide", "go_to"}:
        assert (said.runbook, said.step) == (name, number)
