"""Whatever stands in a configuration file."""

import hypothesis.strategies as st
import yaml
from hypothesis import given

from bot.config import Config, ConfigError, parse

_WORDS = st.sampled_from(
    "severities SEV1 P0 roles scribe verb call update_every reminders overdue war_room bookmarks url "
    "quiet_hours from zone services never 15m 0123 22:00 on @oncall #x <<".split()
)
_SCALARS = (
    _WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20)
)
_TREES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.integers(), inner, max_size=4),
    max_leaves=25,
)


@given(st.dictionaries(_WORDS, _TREES, max_size=5))
def test_any_yaml_is_a_configuration_or_a_list_of_sentences(tree: dict[str, object]) -> None:
    """Known keys in wrong places, wrong values in right ones: nothing else ever comes of it."""
    _is_read_or_refused(yaml.safe_dump(tree, allow_unicode=True))


@given(st.text(alphabet="ab:-#@&*!|>'\"%{}[],? \n\tß\x00\ud7ff", max_size=60))
def test_any_text_is_a_configuration_or_a_list_of_sentences(text: str) -> None:
    """YAML's own characters in any order."""
    _is_read_or_refused(text)


def _is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(parse(text), Config)
    except ConfigError as error:
        told = error.findings
    else:
        return
    assert told
    assert all(sentence.startswith("config.yaml:") for sentence in told)
