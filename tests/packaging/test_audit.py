"""`make audit`: what is said of the pinned packages is what the database of known holes said."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = "requirements/audit.lock"

_ANSWERS = {
    "no hole": ('echo "{}" >"${11}"', 0, "requirements/dev.lock: no known holes."),
    "a hole": ('echo "CVE-2026-0001" >"${11}"; exit 1', 1, "CVE-2026-0001"),
    "nobody to ask": ("echo no route to host >&2; exit 1", 2, "Not audited: the database of known holes"),
}
"""What pip-audit does (its eleventh word is the file to write), and what is made of it."""


@pytest.mark.parametrize("case", _ANSWERS)
def test_an_audit_that_could_not_ask_is_no_clean_bill(case: str, tmp_path: Path) -> None:
    """Holes end with 1, and an audit that did not happen with 2."""
    does, code, words = _ANSWERS[case]
    tool = tmp_path / "bin" / "pip-audit"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\n{does}\n")
    tool.chmod(0o755)
    known = subprocess.run(["cksum"], input=(ROOT / LOCK).read_bytes(), capture_output=True, check=True)
    (tmp_path / ".installed").write_bytes(known.stdout)

    done = subprocess.run(
        [ROOT / ".ci" / "audit", tmp_path],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )

    assert (done.returncode, words in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr


def test_pip_audit_fails_where_a_package_is_not_known_to_the_database() -> None:
    """Without `--strict` it takes such packages for packages without holes."""
    assert " --strict " in (ROOT / ".ci" / "audit").read_text()
