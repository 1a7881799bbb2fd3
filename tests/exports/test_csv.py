"""The CSV export: one row per entry, for any spreadsheet, and never a formula."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given

from bot.domain.views import Dossier
from bot.exports.csv_ import COLUMNS, harmless, to_csv
from tests.exports.samples import checkout, entry
from tests.exports.strategies import dossiers, words

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def rows(dossier: Dossier) -> list[dict[str, str]]:
    """Return the rows as a careful reader gets them."""
    text = to_csv(dossier).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@given(dossiers())
def test_there_is_one_row_for_each_entry_whatever_is_written_in_it(dossier: Dossier) -> None:
    """Line breaks, quotes and commas stay inside their cell."""
    read = rows(dossier)
    assert [row["number"] for row in read] == [str(one.number) for one in dossier.entries]
    assert all(set(row) == set(COLUMNS) for row in read)


@given(words)
def test_no_cell_is_a_formula_however_the_spreadsheet_cuts_the_file(text: str) -> None:
    """By comma as we wrote it, or by semicolon, tab and line break as another country's spreadsheet does."""
    cell = harmless(text)
    assert not any(_FORMULA.match(part) for part in re.split(r"[;\t\n]", cell))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-5 % errors", "'-5 % errors"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("  =1", "'=1"),
        ("＝1", "'＝1"),  # noqa: RUF001 - the wide form is the point
        ("a;=1", "a;'=1"),
        ("list:\n- one\n- two", "list:\n'- one\n'- two"),
        ("a=1, b-2, x@y", "a=1, b-2, x@y"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_a_quote_stands_where_a_formula_would_begin_and_nowhere_else(text: str, cell: str) -> None:
    """Ordinary sentences stay as they are."""
    assert harmless(text) == cell


def test_people_can_name_themselves_as_they_like() -> None:
    """A name is user text as much as a note is."""
    dossier = checkout()
    evil = replace(dossier.entries[0], actor=replace(dossier.incident.declared_by, name="=cmd()"))
    (row,) = rows(replace(dossier, entries=(evil,)))
    assert row["actor"] == "'=cmd()"


def test_a_hidden_entry_keeps_its_row_without_its_text_and_a_redacted_one_says_why() -> None:
    """Numbers without gaps; what was taken out of sight stays out of sight."""
    read = {row["number"]: row for row in rows(checkout())}
    assert (read["11"]["hidden"], read["11"]["text"]) == ("true", "")
    assert read["11"]["last_revision_reason"] == "not about the incident"
    assert (read["8"]["redacted"], read["8"]["text"]) == ("true", "[redacted by @bo: pasted a password]")


def test_the_file_follows_rfc_4180_and_starts_with_the_mark_that_spreadsheets_know() -> None:
    """CRLF ends each row, and the first column's name is what it is for a reader that skips the mark."""
    content = to_csv(replace(checkout(), entries=(entry(1, 0, "note", 'say "hi"\nthere'),)))
    assert content.startswith(b'\xef\xbb\xbf"incident","number"')
    assert content.count(b"\r\n") == 2
    assert b'"say ""hi""\nthere"' in content


def test_how_to_undo_a_decision_is_part_of_its_text() -> None:
    """Whoever reads the file on Tuesday learns the way back too."""
    (row,) = rows(
        replace(checkout(), entries=(entry(1, 0, "decision", "roll back", data={"undo": "redeploy"}),))
    )
    assert row["text"] == "roll back\nUndo: redeploy"
