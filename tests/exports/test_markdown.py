"""The Markdown export: whatever people wrote is shown as they wrote it, and changes nothing around it."""

import html
import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.domain.views import Dossier
from bot.exports.markdown import escape, to_markdown
from bot.exports.wording import line
from tests.exports.samples import EXPORTED, REDACTED, checkout, entry, revision
from tests.exports.strategies import dossiers, words


class Reader(MarkdownIt):
    """CommonMark, showing addresses as they are written (the library makes them pretty)."""

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        """Return the address unchanged."""
        return link


PARSER = Reader("commonmark").enable(["table", "strikethrough"])
OURS = set("heading paragraph inline text softbreak hardbreak strong bullet_list list_item link hr".split())
SECTIONS = (
    "Summary",
    "Times",
    "Durations",
    "Roles",
    "Calls",
    "Status updates",
    "Decisions",
    "Hypotheses",
    "Links",
    "Timeline",
)


def written(dossier: Dossier) -> str:
    """Return the Markdown of an incident."""
    return to_markdown(dossier, exported_at=EXPORTED).decode()


def tokens(text: str) -> list[Token]:
    """Return every token of a document, those inside paragraphs too."""
    found: list[Token] = []
    for block in PARSER.parse(text):
        found += [block, *(block.children or ())]
    return found


@given(dossiers())
def test_a_document_has_our_headings_and_lists_and_nothing_that_people_brought(dossier: Dossier) -> None:
    """No HTML, code, image, table, quote, numbered list or heading of theirs; links lead to http only."""
    text = written(dossier)
    found = tokens(text)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in found}
    assert kinds <= OURS
    headings = [after.content for token, after in itertools.pairwise(found) if token.type == "heading_open"]
    days = {heading for heading in headings if re.fullmatch(r"\d{4}-\d\d-\d\d", heading)}
    assert headings[0].startswith(f"{dossier.incident.id}:")
    assert set(headings[1:]) <= {*SECTIONS, *days}
    targets = [str(token.attrs["href"]) for token in found if token.type == "link_open"]
    assert all(re.match(r"https?://", target, re.IGNORECASE) for target in targets)


@given(words)
def test_a_line_reads_in_the_document_as_it_was_written(text: str) -> None:
    """Drawn and read again it is the same, also at the start of a line and inside a list."""
    for row in map(line, text.split("\n")):
        shown = PARSER.render(f"- x {escape(row)}\n- {escape(row)}")
        plain = html.unescape(re.sub(r"<[^>]*>", "", shown))
        said = " ".join(plain.split())
        assert said == " ".join(f"x {row} {row}".split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("deploy 4.2: errors falling (12 %) - ok?", "deploy 4.2: errors falling (12 %) - ok?"),
        ("checkout_v2 *off*", r"checkout\_v2 \*off\*"),
        ("R&D, a & b, &lt;", "R&amp;D, a & b, &amp;lt;"),
        ("<b>", "&lt;b>"),
        ("1. first", r"1\. first"),
        ("see https://example.com/a_b(c)?x=1.", "see <https://example.com/a_b(c)?x=1>."),
    ],
)
def test_escaping_leaves_plain_words_readable_in_the_source(text: str, shown: str) -> None:
    """Many will read the file as it is."""
    assert escape(text) == shown


def test_hidden_entries_are_left_out_and_counted_at_the_end() -> None:
    """The reader knows that something is missing here and where it is."""
    text = written(checkout())
    assert "lunch is here" not in text
    assert "One timeline entry is hidden and left out here; the JSON export holds it." in text


def test_redactions_and_corrections_are_told_with_who_and_why() -> None:
    """Nothing is silently different from what was once said."""
    text = written(checkout())
    assert r"\[redacted by @bo: pasted a password\]" in text
    assert "corrected by @bo at 2026-11-20T13:58:07Z: it was 4.2, not 4.1" in text
    assert "before: deploy 4.1 went out" in text
    assert "corrected to 2026-11-20T13:40:07Z by @bo at 2026-11-20T14:52:07Z: per graph" in text
    assert "automatic: 2026-11-20T13:52:07Z" in text


def test_a_redacted_text_is_nowhere_in_the_document() -> None:
    """Not as a decision, an update, an earlier revision or a hypothesis."""
    dossier = checkout()
    gone = entry(
        9, 8, "decision", REDACTED, redacted=True, revisions=(revision(1, 9, "corrected", "x", old=REDACTED),)
    )
    suspect = replace(dossier.incident.hypotheses[0], text=REDACTED, entry_number=9)
    incident = replace(dossier.incident, hypotheses=(suspect,))
    update = replace(dossier.updates[0], text=REDACTED, impact=REDACTED)
    assert REDACTED not in written(replace(dossier, incident=incident, entries=(gone,), updates=(update,)))


def test_a_private_incident_and_a_drill_say_so_first() -> None:
    """Whoever is about to paste it somewhere is warned."""
    dossier = checkout()
    marked = replace(dossier, incident=replace(dossier.incident, private=True, drill=True))
    head = written(marked).split("## ", maxsplit=1)[0]
    assert "**Private: for the members of its channel only.**" in head
    assert "**Drill: an exercise, not a real incident.**" in head


def test_an_incident_in_which_nothing_happened_yet_makes_a_document_too() -> None:
    """Sections without content are left out; the timeline says that it is empty."""
    dossier = checkout()
    bare = replace(
        dossier.incident, summary="", hypotheses=(), links=(), calls=(), roles=(), severity_is_set=False
    )
    text = written(replace(dossier, incident=bare, updates=(), entries=(), terms=(), times=()))
    assert "## Timeline\n\nNothing is written down." in text
    assert "**Severity:** not set (treated as SEV1)" in text
    assert "## Decisions" not in text


def test_an_open_incident_says_what_is_due_whom_nobody_called_and_where_it_went_on() -> None:
    """What the card would warn of, the file tells too."""
    dossier = checkout()
    due = replace(
        dossier.incident,
        status="investigating",
        is_open=True,
        next_update_due_at=EXPORTED,
        nobody_called=True,
        merged_into=41,
        highest_severity="SEV0",
    )
    text = written(replace(dossier, incident=due))
    assert "- **Next update:** due 2026-11-21T09:30:00Z" in text
    assert "- **Calls:** Nobody was called" in text
    assert "- **Merged into:** INC-41" in text
    assert "- **Severity:** SEV1 (highest: SEV0)" in text
