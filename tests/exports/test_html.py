"""The HTML export: one page that is whole by itself, safe to open and possible to read for everybody."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from playwright.async_api import Browser

from bot.domain.views import Dossier
from bot.exports.html import to_html
from bot.exports.wording import visible
from tests.exports.samples import EXPORTED, REDACTED, checkout, entry, revision
from tests.exports.strategies import dossiers, words

VOID = {"meta", "br", "link", "img", "input", "hr"}
OURS = set(
    "html head meta title style body header main section footer h1 h2 p div span dl dt dd ul li small strong"
    " a time table caption thead tbody tr th td".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name class dir id aria-labelledby href rel datetime scope"
    " colspan".split()
)


@dataclass
class Page(HTMLParser):
    """What a browser would find in the page."""

    tags: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    hrefs: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        """Start reading."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag and where it leads."""
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every end has its start."""
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather the words."""
        self.text += data


def page(dossier: Dossier) -> Page:
    """Return the page of an incident, read."""
    read = Page()
    read.feed(to_html(dossier, exported_at=EXPORTED).decode())
    read.close()
    assert read.open_tags == []
    return read


@given(dossiers())
def test_a_page_has_our_tags_and_nothing_that_people_brought(dossier: Dossier) -> None:
    """No script, image, style or attribute of theirs; links lead to http addresses and nowhere else."""
    read = page(dossier)
    assert set(read.tags) <= OURS
    assert read.attributes <= ATTRIBUTES
    assert all(re.match(r"https?://", href, re.IGNORECASE) for href in read.hrefs)


@given(words)
def test_a_text_reads_as_it_was_written(text: str) -> None:
    """Escaped for the browser, the same for the reader."""
    read = page(replace(checkout(), entries=(entry(1, 0, "note", text),)))
    before, _, after = page(replace(checkout(), entries=(entry(1, 0, "note", "MARK"),))).text.partition(
        "MARK"
    )
    assert read.text == before + visible(text) + after


def test_a_page_asks_nothing_of_the_network_and_runs_nothing() -> None:
    """It says so to the browser too: a policy that allows only its own styles."""
    content = to_html(checkout(), exported_at=EXPORTED).decode()
    assert "default-src 'none'; style-src 'unsafe-inline'" in content
    assert not re.search(r"<script|<link|<img|@import|url\(|src=", content)
    assert "javascript:alert(1)" in page(checkout()).text  # shown, not linked


def test_a_page_can_be_heard_as_well_as_seen() -> None:
    """A language, one first heading, tables with captions and scopes, sections with names."""
    read, content = page(checkout()), to_html(checkout(), exported_at=EXPORTED).decode()
    assert '<html lang="en">' in content
    assert read.tags.count("h1") == 1
    assert read.tags.count("caption") == read.tags.count("table") == 2
    assert content.count("<th ") == content.count('<th scope="')
    labels = re.findall(r'aria-labelledby="(\w+)"', content)
    assert labels
    assert all(f'<h2 id="{label}">' in content for label in labels)


def test_hidden_and_redacted_texts_are_not_in_the_page() -> None:
    """Hidden ones are counted at the end; redacted ones say who and why."""
    dossier = checkout()
    gone = entry(
        9, 8, "decision", REDACTED, redacted=True, revisions=(revision(1, 9, "corrected", "x", old=REDACTED),)
    )
    read = page(replace(dossier, entries=(*dossier.entries[:-1], gone)))
    assert REDACTED not in read.text
    assert "lunch is here" not in read.text
    assert "One timeline entry is hidden and left out here" in read.text
    assert "[redacted by @bo: pasted a password]" in read.text


@pytest.mark.browser
async def test_a_page_shows_without_a_word_from_the_browser_and_fits_a_phone(
    browser: Browser, tmp_path: Path
) -> None:
    """The policy allows what the page needs, and nothing reaches beyond the screen's edge."""
    file = tmp_path / "INC-42-timeline.html"
    file.write_bytes(to_html(checkout(), exported_at=EXPORTED))
    shown = await browser.new_page(viewport={"width": 390, "height": 800})
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    try:
        await shown.goto(file.as_uri())
        assert await shown.title() == "INC-42: Checkout returns 500s"
        assert await shown.evaluate("document.documentElement.scrollWidth") <= 390
        assert complaints == []
    finally:
        await shown.close()
