"""What documents lead to is there."""

import re
from pathlib import Path

import pytest

from tests.benchmarks import document as benchmark
from tests.docs.reading import ROOT, Document, documents

_NAMES = [one.name for one in documents()]
_PATH = re.compile(r"(?:bot|commands|runbooks|tests|docs|requirements|\.ci)/[\w./*-]*")


@pytest.mark.parametrize("one", documents(), ids=_NAMES)
def test_every_link_leads_somewhere(one: Document) -> None:
    """Files exist, and headings that a link names are in them; addresses on the internet are not tried."""
    for link in one.links:
        if link.startswith(("https://", "http://")):
            continue
        where, _, anchor = link.partition("#")
        target = (ROOT / one.name).parent / where if where else ROOT / one.name
        assert target.exists(), link
        if anchor:
            name = target.resolve().relative_to(ROOT).as_posix()
            assert anchor in Document(name=name, text=target.read_text("utf-8")).anchors, link


@pytest.mark.parametrize("one", documents(), ids=_NAMES)
def test_every_file_that_is_named_exists(one: Document) -> None:
    """Paths of the project in backticks are paths of the project."""
    for code in one.codes:
        if _PATH.fullmatch(code) and not list(ROOT.glob(code.rstrip("/"))):
            pytest.fail(f"{one.name} names {code}, which is not there.")


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    """The text of a picture says what is on it."""
    for one in documents():
        for words, _ in one.pictures:
            assert len(words) > 10, one.name


def test_every_picture_is_shown_and_taken_by_a_test_or_drawn_by_the_benchmark() -> None:
    """None is made by hand, so all can be made again: by the browser tests and by `make bench`."""
    there = {path.stem for path in (ROOT / "docs/pictures").iterdir()}
    shown = {Path(where).stem for one in documents() for _, where in one.pictures}
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests/browser").glob("test_*.py"))
    taken = set(re.findall(r'\.picture\("([\w-]+)"\)', tests))
    assert there == shown == taken | {benchmark.PICTURE.stem}


def test_every_document_can_be_found_from_the_readme() -> None:
    """One click from README, or in a folder that it links to."""
    readme = next(one for one in documents() if one.name == "README.md")
    linked = {Path(link.partition("#")[0]) for link in readme.links if not link.startswith("http")}
    for name in [*_NAMES, "docs/words.md"]:
        path = Path(name)
        assert name == "README.md" or path in linked or path.parent in linked, name
