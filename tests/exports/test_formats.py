"""An incident leaves in any format by name."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from inline_snapshot import external_file

from bot.domain.errors import NotUnderstood
from bot.exports import FORMATS, find_format, published_schema, read_json, render
from bot.exports.csv_ import COLUMNS
from tests.exports.samples import EXPORTED, REDACTED, checkout, entry, revision


@pytest.mark.parametrize("name", FORMATS)
def test_a_realistic_incident_leaves_as_it_always_did(name: str) -> None:
    """What people get stands in `snapshots/`; `--inline-snapshot=fix` renews it for review."""
    file = render(name, checkout(), exported_at=EXPORTED)
    assert file.content == external_file(f"snapshots/{file.filename}", format=".bin")


def test_a_file_says_what_it_is() -> None:
    """Names tell the incident, and media types tell the format."""
    files = [render(name, checkout(), exported_at=EXPORTED) for name in FORMATS]
    assert [(one.filename, one.media_type.split(";")[0]) for one in files] == [
        ("INC-42-timeline.md", "text/markdown"),
        ("INC-42-timeline.html", "text/html"),
        ("INC-42-timeline.csv", "text/csv"),
        ("INC-42-timeline.json", "application/json"),
    ]


@pytest.mark.parametrize(
    ("word", "name"),
    [("JSON", "json"), ("markdown", "md"), (" Md ", "md"), (".html", "html"), ("htm", "html")],
)
def test_a_format_is_found_by_the_words_that_people_use(word: str, name: str) -> None:
    """Upper or lower case, as a file's ending or spelled out."""
    assert find_format(word) == name


def test_an_unknown_format_is_refused_with_those_that_there_are() -> None:
    """And what was typed pings nobody."""
    with pytest.raises(NotUnderstood) as refused:
        render("<!channel>", checkout(), exported_at=EXPORTED)
    assert refused.value.sentence == (
        "There is no export format “&lt;!channel&gt;”. Say one of `md`, `html`, `csv`, `json`."
    )


@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_entries_take_no_more_time_each_than_a_thousand(name: str) -> None:
    """The work grows with the timeline, not with its square."""
    text = "Error rate is up: checkout_v2 12 % <b> see https://example.com/a_b?x=1\n second * line"
    many = tuple(
        entry(i, i / 10, "note", text, revisions=(revision(1, i, "corrected", "typo", old="a", new=text),))
        for i in range(1, 10_001)
    )

    def seconds(count: int) -> float:
        dossier = replace(checkout(), entries=many[:count])
        started = time.process_time()
        content = render(name, dossier, exported_at=EXPORTED).content
        if name == "json":
            read_json(content)
        return time.process_time() - started

    seconds(10)
    assert seconds(10_000) < 10 * (4 * seconds(1_000) + 0.1)


@pytest.mark.parametrize("name", FORMATS)
def test_a_redacted_text_leaves_in_no_format(name: str) -> None:
    """Even if it still stood in the entry, its data and its earlier revisions."""
    gone = entry(
        8,
        7,
        "decision",
        REDACTED,
        redacted=True,
        data={"undo": REDACTED},
        revisions=(
            revision(1, 8, "corrected", "typo", old=REDACTED, new=REDACTED),
            revision(2, 9, "redacted", "a password", old=REDACTED),
        ),
    )
    content = render(name, replace(checkout(), entries=(gone,)), exported_at=EXPORTED).content.decode()
    assert REDACTED not in content
    assert "a password" in content


def test_the_documentation_names_every_key_and_every_column() -> None:
    """Whoever reads a file can look up what is in it."""
    page = (Path(__file__).parents[2] / "docs" / "export-format.md").read_text(encoding="utf-8")
    names = {*json.loads(published_schema())["properties"], *COLUMNS, *FORMATS}
    assert sorted(name for name in names if f"`{name}`" not in page) == []
