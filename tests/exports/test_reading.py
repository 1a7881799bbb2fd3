"""A file that cannot be imported is refused with everything that is wrong with it; nothing is guessed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import ImportRefused, read_json, refer
from bot.exports.document import to_json, write_json
from bot.exports.reading import MAX_FINDINGS
from tests.exports.samples import checkout, entry

A_TIME = "a time in ISO 8601 with its zone, such as 2026-11-20T14:05:00Z."


def document() -> dict[str, Any]:
    """Return the export of INC-42 as Python reads it."""
    loaded: dict[str, Any] = json.loads(to_json(checkout()))
    return loaded


def findings(changed: Any) -> tuple[str, ...]:
    """Return what is said of a document; empty when it is accepted."""
    try:
        read_json(changed if isinstance(changed, bytes) else json.dumps(changed).encode())
    except ImportRefused as refused:
        return refused.findings
    return ()


def put(*path: Any, to: Any) -> dict[str, Any]:
    """Return the document with one value changed."""
    changed = document()
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return changed


def test_the_document_itself_is_accepted() -> None:
    """What the refusals below change is all that is wrong with them."""
    assert findings(document()) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (put("number", to="42"), 'number: found "42", expected a whole number.'),
        (put("number", to=4.5), "number: found 4.5, expected a whole number."),
        (put("number", to=10**30), f"number: found {10**30}, expected less than or equal to 999999999."),
        (put("number", to=0), "number: found 0, expected greater than or equal to 1."),
        (put("private", to=1), "private: found 1, expected true or false."),
        (put("title", to=""), 'title: found "", expected text that is not empty.'),
        (put("title", to=None), "title: found null, expected text."),
        (put("services", to="checkout"), 'services: found "checkout", expected a list.'),
        (put("declared_by", to=[]), "declared_by: found an empty list, expected an object."),
        (
            put("timeline", 2, "occurred_at", to="2026-11-20T14:05:00"),
            'timeline[2].occurred_at: found "2026-11-20T14:05:00", expected ' + A_TIME,
        ),
        (
            put("times", "closed_at", to=1763647200),
            "times.closed_at: found 1763647200, expected " + A_TIME,
        ),
        (
            put("declared_at", to="2026-02-30T00:00:00Z"),
            'declared_at: found "2026-02-30T00:00:00Z", expected ' + A_TIME,
        ),
        (
            put("declared_at", to="0001-01-01T00:00:00+14:00"),
            'declared_at: found "0001-01-01T00:00:00+14:00", expected ' + A_TIME,
        ),
        (
            put("timeline", 0, "actor", "nmae", to="x"),
            "timeline[0].actor.nmae: this version of Muster does not know this key, and would lose it.",
        ),
        (
            put("action_items", to=[{"title": "write a test"}]),
            "action_items: found a list, expected an empty list: Muster keeps none yet, they would be lost.",
        ),
        (put("id", to="INC-41"), 'id: found "INC-41", expected "INC-42" as number is 42.'),
        (put("merged_into", to=42), "merged_into: found 42, expected the number of another incident."),
        (put("timeline", 1, "number", to=6), "timeline: number 6 is there 2 times, expected once."),
        (
            put("times", "impact_started_at", to=None),
            "times.impact_started_at: is not the last value that time_history gives it.",
        ),
        (
            put("timeline", 3, "data", to={"a": ["\ud800"]}),
            "timeline[3].data.a[0]: found the character U+D800, expected text without it.",
        ),
        (put("title", to="\ud800"), 'title: found "", expected text in Unicode.'),
        (
            put("timeline", 3, "text", to="a\x00b"),
            "timeline[3].text: found the character U+0000, expected text without it.",
        ),
    ],
)
def test_a_mistake_is_named_by_its_path_with_what_was_found_and_expected(changed: Any, said: str) -> None:
    """The person who made the file can find the place and knows what belongs there."""
    assert findings(changed) == (said,)


def test_a_status_that_does_not_exist_is_refused_with_those_that_do() -> None:
    """Nobody has to look the words up."""
    (said,) = findings(put("status", to="done"))
    assert said.startswith('status: found "done", expected')
    assert "'resolved'" in said


def test_a_missing_key_is_named() -> None:
    """A file cut by hand is not read as one in which nothing happened."""
    changed = document()
    del changed["timeline"]
    assert findings(changed) == ("timeline: is missing.",)


def test_several_mistakes_are_told_at_once() -> None:
    """One look at the file mends them all; beyond twenty they are counted."""
    changed = put("number", to="x")
    changed["private"] = "no"
    assert len(findings(changed)) == 2
    changed["timeline"] = [{}] * 100
    assert len(findings(changed)) == MAX_FINDINGS + 1
    assert findings(changed)[-1].endswith("more.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (b"", "It cannot be read as JSON in UTF-8"),
        (b"\xff\xfe{\x00}\x00", "It cannot be read as JSON in UTF-8"),
        (b'{"schema": "muster.incident/1", "number": NaN}', "It cannot be read as JSON in UTF-8"),
        (b'{"number": ' + b"9" * 5_000 + b"}", "It cannot be read as JSON in UTF-8"),
        (b'{"number": 1, "number": 2}', 'the key "number" stands twice in one object'),
        (b"[" * 100_000, "It cannot be read as JSON in UTF-8"),
        (b"[]", "Found an empty list, expected an object"),
        (b"{}", 'schema: found nothing, expected "muster.incident/1".'),
        (b'{"schema": null}', 'schema: found null, expected "muster.incident/1".'),
        (b'{"schema": "muster.incident/2"}', "A newer Muster wrote it; import it with that version."),
    ],
)
def test_what_is_no_incident_is_refused_in_one_sentence(changed: bytes, said: str) -> None:
    """Not JSON, not ours, or not of this version: no list of a hundred missing keys follows."""
    (told,) = findings(changed)
    assert said in told


def test_a_number_that_no_computer_holds_is_refused_wherever_it_hides() -> None:
    """`1e999` reads as infinity, which could never be exported again."""
    content = json.dumps(put("timeline", 0, "data", to={"a": [{"b": "HERE"}]})).replace('"HERE"', "1e999")
    assert findings(content.encode()) == (
        "timeline[0].data: found an object, expected numbers that a computer can hold.",
    )


def test_the_sentence_for_slack_carries_no_markup_of_the_file() -> None:
    """Whoever wrote the file cannot make the bot ping a channel."""
    with pytest.raises(ImportRefused) as refused:
        read_json(json.dumps(put("number", to="<!channel>")).encode())
    assert "<!channel>" not in refused.value.sentence
    assert "&lt;!channel&gt;" in refused.value.sentence


def test_a_file_written_by_hand_needs_only_the_promised_keys() -> None:
    """What came later has a default: history from another tool can be brought along."""
    by_hand = {
        "schema": "muster.incident/1",
        "id": "INC-7",
        "number": 7,
        "title": "Mail is late",
        "summary": "",
        "severity": None,
        "highest_severity": None,
        "status": "closed",
        "private": False,
        "drill": False,
        "services": [],
        "declared_by": {"slack_id": "U0ANA", "name": "ana"},
        "channel": {"id": None, "name": None},
        "times": {**dict.fromkeys(document()["times"]), "declared_at": "2025-03-30T03:30:00+02:00"},
        "roles": [],
        "status_updates": [
            {
                "at": "2025-03-30T01:40:00Z",
                "by": {"slack_id": "U0ANA", "name": "ana"},
                "status": "investigating",
                "severity": None,
                "text": "looking",
                "next_due_at": None,
            }
        ],
        "timeline": [],
        "action_items": [],
        "links": [],
        "metrics": {},
    }
    record = read_json(b"\xef\xbb\xbf" + json.dumps(by_hand).encode())
    assert record.declared_at == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert record.status_since == record.declared_at
    assert record.updates[0].number == 1
    assert [(one.name, one.value, one.automatic) for one in record.time_history] == [
        ("declared_at", record.declared_at, True)
    ]
    assert read_json(write_json(record)) == record


def test_an_entry_refers_to_a_hypothesis_by_its_place_in_the_file() -> None:
    """The database's ids mean nothing elsewhere; on import they become those of the new rows."""
    dossier = checkout()
    told = tuple(
        entry(i, i, "hypothesis", "x", data={"hypothesis": known})
        for i, known in enumerate((9, 7, 8), start=1)
    )
    record = read_json(to_json(replace(dossier, entries=told)))
    assert [one.data["hypothesis"] for one in record.entries] == [2, 1, None]
    assert [one.id for one in record.hypotheses] == [1, 2]
    assert refer(record.entries[0].data, ids={"hypothesis": {1: 107, 2: 109}}) == {"hypothesis": 109}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_is_answered_with_anything_but_a_refusal(content: bytes) -> None:
    """Whatever is in it, the person gets sentences, not a stack trace."""
    assert findings(content)


_DAMAGE: tuple[Callable[[Any], Any], ...] = (
    lambda _: None,
    lambda _: [],
    lambda _: {},
    lambda _: "x",
    lambda _: -1,
    lambda _: True,
    lambda value: [value],
)


@given(st.data())
def test_a_damaged_export_is_read_or_refused_and_what_is_read_can_be_written(data: st.DataObject) -> None:
    """Change any value of a real export to something else: there is no third outcome."""
    changed = document()
    place: Any = changed
    while True:
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inner = place[step]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[step] = data.draw(st.sampled_from(_DAMAGE))(inner)
    content = json.dumps(changed).encode()
    if not findings(content):
        record = read_json(content)
        assert read_json(write_json(record)) == record
