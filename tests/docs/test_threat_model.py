"""The threat model: each promise names the tests that show it, and they are there."""

import re

from tests.docs.reading import ROOT

_TEST = re.compile(r"`(test_\w+)`")


def test_every_test_that_the_threat_model_names_is_there() -> None:
    """A claim whose test was renamed or removed is a claim without one."""
    named = set(_TEST.findall((ROOT / "docs" / "threat-model.md").read_text("utf-8")))
    texts = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = {name for text in texts for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)}
    assert named
    assert named - there == set()
