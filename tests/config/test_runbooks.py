"""Folders of runbooks: of your own, beside those that ship or instead of them."""

from pathlib import Path

import pytest

from bot.app import catalogue_of
from bot.config import Config, ConfigError, Runbooks, parse
from tests.runbooks.documents import DOCUMENT


def test_a_folder_that_is_not_there_is_named_with_its_line() -> None:
    """The start stops with a sentence, not with runbooks that are silently missing."""
    with pytest.raises(ConfigError) as caught:
        parse("runbooks:\n  folders:\n    - nowhere/at/all\n")
    (found,) = caught.value.findings
    assert found == (
        'config.yaml:3: runbooks.folders[1]: found "nowhere/at/all", expected a folder that is there, seen '
        "from where Muster is started; there is no such folder"
    )


def test_own_runbooks_stand_beside_the_shipped_ones_or_instead_of_them(tmp_path: Path) -> None:
    """One of yours takes the place of the shipped one; a file that is none hides no other."""
    (tmp_path / "replication-lag.md").write_text(DOCUMENT)
    (tmp_path / "broken.md").write_text("# no front matter")
    config = parse(f"runbooks: {{folders: ['{tmp_path}']}}")
    catalogue = catalogue_of(config)
    ours = catalogue.get("replication-lag")
    assert ours is not None
    assert ours.title == "Disk full"
    assert catalogue.get("alert-storm") is not None
    assert [Path(one.file).name for one in catalogue.errors] == ["broken.md"]
    alone = catalogue_of(Config(runbooks=Runbooks(folders=(tmp_path,), shipped=False)))
    assert [one.id for one in alone] == ["replication-lag"]
