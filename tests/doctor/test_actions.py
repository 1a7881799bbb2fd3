"""What the doctor says of actions: what their entries lack on this machine."""

import sys
from pathlib import Path

import pytest

from bot.config import parse
from bot.doctor.acting import actions
from bot.domain.checkup import State

_RULES = """
actions:
  hosts:
    deploy: {{address: "https://deploy.example.com", methods: [POST], headers: {{Authorization: DEPLOY_KEY}}}}
  webhooks:
    ticket: {{url_variable: TICKET_URL}}
    page: {{url_file: {file}}}
  commands:
    clean: {{argv: [{program}], folder: {folder}, environment: [KUBECONFIG]}}
"""

_ENVIRONMENT = {"DEPLOY_KEY": "of-a-test", "TICKET_URL": "https://hooks.example/x", "KUBECONFIG": "/etc/kube"}


def _rules(tmp_path: Path, *, program: str = sys.executable, folder: str = "/") -> str:
    (tmp_path / "hook").write_text("https://hooks.example/y")
    return _RULES.format(file=tmp_path / "hook", program=program, folder=folder)


def test_nothing_is_said_where_nothing_is_allowed() -> None:
    """Whoever has no actions reads nothing of them."""
    assert actions(parse(""), environment={}) == []


def test_all_is_well_where_nothing_lacks(tmp_path: Path) -> None:
    """Nothing is called to find out."""
    (found,) = actions(parse(_rules(tmp_path)), environment=_ENVIRONMENT)
    assert (found.state, found.what) == (
        State.OK,
        "All 4 that are allowed have what they need on this machine.",
    )


@pytest.mark.parametrize(
    ("name", "subject"),
    [("DEPLOY_KEY", "http deploy"), ("TICKET_URL", "webhook ticket"), ("KUBECONFIG", "command clean")],
)
def test_a_variable_that_is_not_set_is_named(tmp_path: Path, name: str, subject: str) -> None:
    """By its name and by the entry that needs it; no value is read out."""
    environment = {key: value for key, value in _ENVIRONMENT.items() if key != name}
    (found,) = actions(parse(_rules(tmp_path)), environment=environment)
    assert (found.subject, found.state, found.what) == (
        subject,
        State.BROKEN,
        f"The variable {name} is not set.",
    )
    assert "of-a-test" not in f"{found}"


def test_a_program_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    """Missing, or a file that is no program."""
    plain = tmp_path / "plain"
    plain.write_text("text")
    for program in ("/no/such/program", str(plain)):
        (found,) = actions(parse(_rules(tmp_path, program=program)), environment=_ENVIRONMENT)
        assert found.what == f"{program} is no program that can be run."


def test_a_folder_and_a_file_that_are_missing_are_named(tmp_path: Path) -> None:
    """Both at once."""
    rules = _rules(tmp_path, folder="/no/such/folder")
    (tmp_path / "hook").unlink()
    found = [one.what for one in actions(parse(rules), environment=_ENVIRONMENT)]
    assert found == [f"{tmp_path}/hook cannot be read.", "/no/such/folder is no folder."]
