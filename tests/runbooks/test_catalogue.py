"""Folders of runbooks, the shipped one and one's own."""

from pathlib import Path

import pytest

from runbooks.catalogue import LIBRARY, load
from runbooks.check import as_json, check
from runbooks.rules.known import Known
from tests.runbooks.documents import DOCUMENT, TODAY, changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one runbook in it."""
    (tmp_path / "disk-full.md").write_text(DOCUMENT)
    return tmp_path


def test_a_folder_is_read_with_what_lies_below_it(folder: Path) -> None:
    """A template and a README are no runbooks, nor is anything that is not Markdown."""
    (folder / "net").mkdir()
    (folder / "net" / "dns.md").write_text(DOCUMENT.replace("Disk full", "No names"))
    for name in ("README.md", "TEMPLATE.md", "notes.txt"):
        (folder / name).write_text("not a runbook")
    catalogue = load(folder)
    assert list(catalogue.runbooks) == ["disk-full", "dns"]
    assert catalogue.errors == ()


def test_ones_own_takes_the_place_of_the_shipped(folder: Path) -> None:
    """A copy that was adapted is offered instead."""
    (folder / "alert-storm.md").write_text(DOCUMENT.replace("Disk full", "Our alert storm"))
    catalogue = load(LIBRARY, folder)
    runbook = catalogue.get("Alert-Storm ")
    assert runbook is not None
    assert runbook.title == "Our alert storm"
    assert len(catalogue.runbooks) == len(load(LIBRARY).runbooks) + 1


def test_an_id_stands_once_in_a_folder(folder: Path) -> None:
    """The first by path is kept, the other told."""
    (folder / "zz").mkdir()
    (folder / "zz" / "disk-full.md").write_text(DOCUMENT)
    catalogue = load(folder)
    (found,) = catalogue.errors
    assert (found.file, found.line, found.rule) == (str(folder / "zz" / "disk-full.md"), 1, "duplicate-id")
    assert f"it is that of {folder / 'disk-full.md'}" in found.sentence
    assert catalogue.runbooks["disk-full"].path == str(folder / "disk-full.md")


def test_a_broken_runbook_keeps_no_other_from_being_offered(folder: Path) -> None:
    """Its mistakes are kept beside."""
    (folder / "broken.md").write_text(changed("90d", "often", text=changed("guarded", "risky")))
    catalogue = load(folder)
    assert list(catalogue.runbooks) == ["disk-full"]
    assert [one.line for one in catalogue.errors] == [11, 69]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Instead of an empty catalogue."""
    (found,) = load(tmp_path / "gone").errors
    assert (found.rule, found.sentence) == ("file", "there is no such folder")


def test_a_check_gathers_everything(folder: Path) -> None:
    """What cannot be read, what a rule finds, and what is there twice; warnings apart."""
    (folder / "a.md").write_text(changed("2026-11-01", "2025-11-01", text=changed("{{host}}.", "it.")))
    (folder / "b.md").write_text("nothing")
    checked = check([folder], known=Known(today=TODAY))
    assert [(Path(one.file).name, one.rule) for one in checked.errors] == [
        ("a.md", "dangling-runbook"),
        ("b.md", "format"),
        ("disk-full.md", "duplicate-title"),
        ("disk-full.md", "dangling-runbook"),
    ]
    assert [one.rule for one in checked.warnings] == ["stale-review"]
    assert checked.ids == ("a", "disk-full")


def test_a_runbook_may_lead_to_a_shipped_one(folder: Path) -> None:
    """They are there as well."""
    assert check([folder], known=Known(today=TODAY), also=[LIBRARY]).findings == ()


def test_a_check_as_json_says_the_same(folder: Path) -> None:
    """For other programs."""
    checked = check([folder], known=Known(today=TODAY))
    values = as_json(checked)
    assert (values["runbooks"], values["errors"], values["warnings"]) == (["disk-full"], 1, 0)
    assert values["findings"] == [
        {
            "file": str(folder / "disk-full.md"),
            "line": 47,
            "rule": "dangling-runbook",
            "level": "error",
            "sentence": 'found the runbook "replication-lag", and there is none of that id',
        }
    ]
