"""What the operator reads when a configuration file is wrong."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load, parse


def _findings(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return caught.value.findings


def test_a_mistake_names_the_file_the_line_the_key_and_what_was_expected() -> None:
    """This is the sentence an operator needs at the start that did not happen."""
    text = "# ours\nseverities:\n  SEV1:\n    update_every: quarter\n"
    sentence = 'found "quarter", expected a duration such as 15m, 2h or never'
    assert _findings(text) == (f"config.yaml:4: severities.SEV1.update_every: {sentence}",)


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    """Nobody has to start the bot once a mistake."""
    found = _findings(
        "comand: /x\n"
        "zone: Mars\n"
        "services: checkout\n"
        "severities:\n"
        "  SEV1: {call: ['@on call'], emoji: 'a b'}\n"
        "quiet_hours: {from: late}\n"
    )
    assert [one.partition(": ")[0] for one in found] == [f"config.yaml:{n}" for n in (1, 2, 3, 5, 5, 6)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("comand: /x", "comand: unknown key; did you mean command?"),
        ("colour: red", "colour: unknown key; expected one of: actions, announcements,"),
        (
            "war_room: {archiv_on_close: true}",
            "war_room.archiv_on_close: unknown key; did you mean archive_on_close?",
        ),
        (
            "severities: {SEV1: {updat_every: 1h}}",
            "severities.SEV1.updat_every: unknown key; did you mean update_every?",
        ),
        (
            "slack_bot_token: abc",
            "slack_bot_token: unknown key; write it into the environment as SLACK_BOT_TOKEN",
        ),
        ("on: {a: b}", "on: unknown key"),
        ("no: x", "no: unknown key"),
        ("1: x", "1: unknown key"),
        ("[a]: b", "found a list as a key, expected a word"),
        ("? \n: b", "found nothing as a key, expected a word"),
    ],
)
def test_an_unknown_key_is_a_mistake(text: str, sentence: str) -> None:
    """A key that nobody reads would be a setting that does nothing."""
    assert any(sentence in one for one in _findings(text)), _findings(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("severities: {SEV1: {update_every: 1:30}}", 'found "1:30", expected a duration'),
        ("severities: {SEV1: {update_every: 0123}}", 'found "0123", expected a duration'),
        ("severities: {SEV1: {update_every: 15}}", "add the unit, as in 15m"),
        (
            "severities: {SEV1: {update_every: off}}",
            'found "off", expected a duration such as 15m, 2h or never',
        ),
        ("severities: {SEV1: {update_every: 0m}}", "it must be more than zero"),
        ("severities: {SEV1: {update_every: 900d}}", "a year is the longest"),
        ("severities: {SEV1: {update_every: [15m]}}", "found a list, expected a duration"),
        ("severities: {SEV1: {update_every: }}", "found nothing, expected a duration"),
        ("merge_window: never", "expected a duration such as 15m or 2h; never is not possible here"),
        ("severities: {SEV1: {call: '@oncall'}}", 'found "@oncall", expected a list'),
        ("severities: {SEV1: {call: [oncall]}}", 'call[1]: found "oncall"'),
        ("severities: {SEV1: {call: [oncall]}}", 'did you mean "@oncall"?'),
        ("severities: {SEV1: {call: ['@here']}}", "it would ping a whole channel"),
        ("severities:\n  SEV1:\n    call:\n", "found nothing, expected a list"),
        ("severities: {SEV1: {postmortem: require}}", "did you mean required?"),
        ("severities: {SEV1: {meaning: ''}}", "expected a text of at most 200 characters"),
        ("announcements: {channel: #incidents\n}", "a # begins a comment unless the value stands in quotes"),
        ("announcements: {channel: Incidents}", 'did you mean "#incidents"?'),
        ("announcements: '#incidents'", 'found "#incidents", expected keys and values'),
        ("command: incident", "did you mean /incident?"),
        ("command: /Incident", "in small letters"),
        ("war_room: {name: 'inc-{slug}'}", "without {number}"),
        ("war_room: {name: 'Inc {number}'}", "expected a channel name of small letters"),
        ("war_room: {archive_on_close: maybe}", 'found "maybe", expected true or false'),
        (
            "war_room: {bookmarks: [{title: x}]}",
            "bookmarks[1].url: missing; a bookmark needs a title and a url",
        ),
        (
            "war_room: {bookmarks: [{title: x, url: 'ftp://x'}]}",
            "expected an address that begins with https://",
        ),
        ("war_room: {bookmarks: [{title: x, url: 'https://e.example/{id}'}]}", "{number} is the only thing"),
        ("war_room: {bookmarks: [https://e.example]}", "expected keys and values"),
        ("zone: europe/berlin", "did you mean Europe/Berlin?"),
        ("zone: ../etc/passwd", "expected a time zone"),
        ("quiet_hours: {from: 25:00}", "expected a time of day"),
        ("quiet_hours: {from: '22:00', to: 22:00}", "from and to are the same"),
        ("quiet_hours: {severities: [SEV5]}", "severities[1]: found"),
        ("services: [a, a]", "services: a name is written twice"),
        ("roles: {scribe: {duties: [Write: always]}}", "a text with a colon in it must stand in quotes"),
        ("manual_procedure: !env PROCEDURE", "found the YAML tag !env"),
    ],
)
def test_a_value_that_cannot_be_meant_says_what_was_expected(text: str, sentence: str) -> None:
    """Each trap of YAML and each slip of the hand has a sentence that mends it."""
    assert any(sentence in one for one in _findings(text)), _findings(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("command: /a\ncommand: /b\n", "config.yaml:2: command: written twice, first in line 1; keep one"),
        ("war_room:\n\tname: x\n", "config.yaml:2: a tab; YAML is indented with spaces"),
        (
            "services: [@oncall]\n",
            'config.yaml:1: a value that begins with @ must stand in quotes, as in "@oncall"',
        ),
        (
            "manual_procedure: Bot down: call\n",
            "config.yaml:1: a colon in the middle of a value; put it in quotes, or check the indentation",
        ),
        (
            "command: /a\n---\ncommand: /b\n",
            "config.yaml:2: a second document (---); the configuration is one",
        ),
        ("- command: /a\n", "config.yaml:1: found a list, expected keys and values, one a line"),
        ("just words\n", 'config.yaml:1: found "just words", expected keys and values, one a line'),
        ("services:\n  - a\x07\n", "config.yaml:2: a character that YAML does not allow; remove it"),
    ],
)
def test_a_file_that_is_no_configuration_says_why(text: str, finding: str) -> None:
    """What YAML itself refuses is said in words that lead to the line."""
    assert _findings(text) == (finding,)


@pytest.mark.parametrize("text", ["a: [", "a: 'x", "{a: b", "&a a: *b", "[" * 5000])
def test_broken_yaml_never_ends_in_a_traceback(text: str) -> None:
    """Whatever is in the file, the operator reads a sentence with a line."""
    (finding,) = _findings(text)
    assert finding.startswith("config.yaml:1: ")


def test_a_long_value_is_quoted_in_part() -> None:
    """A page of text in the wrong place does not fill the terminal."""
    (finding,) = _findings(f"zone: {'x' * 5000}")
    assert len(finding) < 200


def test_a_missing_file_says_where_to_begin(tmp_path: Path) -> None:
    """The first start finds no configuration; the sentence names the command that writes one."""
    path = tmp_path / "config.yaml"
    with pytest.raises(ConfigError, match="there is no such file; `muster init` writes one") as caught:
        load(path)
    assert str(caught.value).startswith(str(path))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What cannot be read is said with the system's reason."""
    with pytest.raises(ConfigError, match="cannot be read: is a directory"):
        load(tmp_path)


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    """A file in Latin-1 or UTF-16 would otherwise be misread."""
    path = tmp_path / "config.yaml"
    path.write_bytes("command: /inc\nzone: Zürich\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=":2: not UTF-8; save the file with that encoding"):
        load(path)
