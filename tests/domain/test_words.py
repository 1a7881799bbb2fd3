import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain import words
from bot.domain.run_figures import RunbookFigures
from tests.blocks.runs import FIGURES
from tests.domain.levels import NOW, minutes

SENTENCES: dict[str, Callable[..., str]] = {
    name: function
    for name, function in inspect.getmembers(words, inspect.isfunction)
    if function.__module__.startswith(f"{words.__name__}.")
    and name not in ("listed", "no_one", "people", "quoted")
}

OURS = {"status", "state", "formats", "verbs", "names", "called", "warning", "time", "what", "mark", "said"}
OURS |= {"approvers"}  # mentions of roles and people, made from the configuration
OURS_HERE = {("status_changed", "to"), ("status_changed", "old")}
"""Arguments that are no text of a person's, but words or sentences of Muster's own."""

KNOWN = {("is_over", "status"): "merged"}
"""Arguments that must be one of a few words."""

PARTS = {"request_named", "run_counts", "runs_carried_out", "runs_resolved_with"}
"""What stands within a sentence or a list."""

HOSTILE = "<!channel> <@U1> `x` " + "y" * 5_000


def example(kind: Any, *, text: str) -> Any:
    """Return a value for a parameter of this type."""
    options = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    wanted = next(option for option in options if option is not type(None))
    if wanted in (Sequence[str], Iterable[str]):
        return [text, text]
    simple = {str: text, int: 42, float: 0.5, bool: True, datetime: NOW, timedelta: minutes(5), tzinfo: UTC}
    simple[RunbookFigures] = FIGURES.runbooks[0]
    return simple[wanted]


def said(name: str, *, text: str) -> str:
    """Return the sentence with `text` wherever a person's words may stand."""
    function = SENTENCES[name]
    hints = typing.get_type_hints(function)
    values = {}
    for parameter in inspect.signature(function).parameters:
        own = parameter in OURS or (name, parameter) in OURS_HERE
        stands = KNOWN.get((name, parameter), "Fine." if own else text)
        values[parameter] = example(hints[parameter], text="/incident" if parameter == "command" else stands)
    return function(**values)


@pytest.mark.parametrize("name", SENTENCES)
def test_no_sentence_lets_a_persons_words_ping_anybody(name: str) -> None:
    """Whatever is said back is escaped: neither a mention nor `<!channel>` comes through."""
    sentence = said(name, text=HOSTILE)
    assert "<!channel>" not in sentence
    assert "<@U1>" not in sentence


@pytest.mark.parametrize("name", sorted(SENTENCES.keys() - PARTS))
def test_every_sentence_is_whole(name: str) -> None:
    """It begins with a capital or a mark of its own and ends like a sentence."""
    sentence = said(name, text="ana")
    assert re.match(r"[A-Z<*“`@•0-9]", sentence), sentence
    assert re.search(r"[.…?]\Z|\nana\Z|• ana\Z|\n```\nana\n```\Z", sentence), sentence
    assert "  " not in sentence


def test_the_declarer_is_told_as_the_product_promises() -> None:
    """Where it is, who was called, and what to do next."""
    assert words.declared(42, channel_id="C1", called=["<!subteam^S1> (3 people)"]) == (
        "INC-42 is open in <#C1>. Called: <!subteam^S1> (3 people). Take command with `/incident ic me`."
    )


def test_calls_do_not_wait_for_the_channel() -> None:
    """The link follows, and that nobody was called is said at once."""
    answer = words.declared(42, nobody_called=True, command="/inc")
    assert "its link follows" in answer
    assert "*Nobody was called*" in answer
    assert "`/inc ic me`" in answer


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("delcare", "There is no verb `delcare`. Did you mean `/incident declare`?"),
        ("RESOLV", "There is no verb `RESOLV`. Did you mean `/incident resolve`?"),
        ("xyzzy", "There is no verb `xyzzy`. `/incident help` shows what can be said here."),
    ],
)
def test_a_typo_gets_did_you_mean(word: str, answer: str) -> None:
    """The nearest verb, or help where none is near."""
    assert words.did_you_mean(word, ["declare", "resolve", "update"]) == answer


def test_a_time_is_echoed_with_its_zone() -> None:
    """`note 14:05 …` tells back which 14:05 it understood."""
    berlin = ZoneInfo("Europe/Berlin")
    assert words.noted(entry=17, at=NOW, zone=berlin, now=NOW) == "Noted as entry 17, at 15:00 CET."
    assert words.noted(entry=17) == "Noted as entry 17."
    yesterday = words.time_corrected(time="Impact started", at=NOW - timedelta(days=1), zone=berlin, now=NOW)
    assert yesterday == "*Impact started* is now 19 Nov 15:00 CET."


def test_the_next_update_is_said_as_a_slack_date() -> None:
    """Everyone reads it in their own zone."""
    assert words.update_posted(next_due=NOW).endswith("|14:00 UTC>.")
    assert words.update_posted(next_due=None) == "Posted to the war room and the announcement."
    assert "announcement" not in words.update_posted(next_due=None, private=True)


def test_when_nothing_can_be_recorded_the_manual_procedure_is_said() -> None:
    """The bot's last service is to say what people can do without it."""
    answer = words.database_down("Bot down? Open a channel <inc-…>.")
    assert "*nothing was recorded*" in answer
    assert answer.endswith("\nBot down? Open a channel &lt;inc-…&gt;.")
    assert "\n" not in words.database_down("")


@pytest.mark.parametrize("to", ["resolved", "closed", "cancelled", "monitoring"])
def test_a_status_change_says_what_follows(to: str) -> None:
    """Resolved stops reminders, closed uploads the timeline, cancelled stands people down."""
    follows = {
        "resolved": "Reminders for updates have stopped",
        "closed": "timeline is uploaded",
        "cancelled": "stand down",
        "monitoring": "next update is due",
    }
    answer = words.status_changed(42, to=to, old="identified", next_due=NOW)
    assert answer.startswith(f"INC-42 is now *{to}* (it was *identified*).")
    assert follows[to] in answer


def test_words_are_listed_as_people_do() -> None:
    """Commas, and a word before the last."""
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"], last="or") == "a, b or c"
    assert words.people(1) == "1 person"
    assert words.people(3) == "3 people"
