"""The runbooks that ship: right, complete, harmless to read, and such that their commands can be typed."""

import contextlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.domain.redaction import find_secrets
from runbooks.catalogue import LIBRARY, files, load
from runbooks.check import check
from runbooks.filling import fill_action, fill_part, fill_step
from runbooks.model import SHELLS, Action, Command, Part, Runbook, Step
from runbooks.rules.known import Known
from runbooks.values import Values, known_values, values_for
from tests.runbooks.documents import NOW

_CATALOGUE = load(LIBRARY)
_ALL = list(_CATALOGUE)
_TODAY = max(runbook.last_reviewed for runbook in _ALL)

SCENARIOS = {
    "Kubernetes API server outage": "kubernetes-api-server-outage",
    "pods in crash loop after a deploy": "pods-crash-loop-after-deploy",
    "database primary failure and failover": "database-primary-failover",
    "replication lag": "replication-lag",
    "checkout or API errors after a deploy (rollback)": "rollback-after-deploy",
    "bad feature flag": "bad-feature-flag",
    "serverless cold starts and throttling": "serverless-cold-starts-and-throttling",
    "repeated cache evictions": "cache-evictions",
    "traffic spike or DDoS": "traffic-spike-or-ddos",
    "expired or wrongly rotated credentials": "expired-or-rotated-credentials",
    "service-mesh misconfiguration": "service-mesh-misconfiguration",
    "runaway cost": "runaway-cost",
    "third-party or cloud-provider outage": "third-party-outage",
    "data exfiltration": "data-exfiltration",
    "telemetry outage": "telemetry-outage",
    "alert storm": "alert-storm",
}

every_runbook = pytest.mark.parametrize("runbook", _ALL, ids=lambda runbook: runbook.id)


def test_the_library_has_nothing_to_mend() -> None:
    """Neither errors nor warnings, on the day of its last review."""
    assert [str(one) for one in check([LIBRARY], known=Known(today=_TODAY)).findings] == []


def test_the_template_has_nothing_to_mend(tmp_path: Path) -> None:
    """Whoever copies it begins with something right."""
    copy = tmp_path / "what-is-wrong-in-few-words.md"
    copy.write_text((LIBRARY / "TEMPLATE.md").read_text())
    assert [
        str(one) for one in check([copy.parent], known=Known(today=_TODAY), also=[LIBRARY]).findings
    ] == []


@pytest.mark.parametrize("name", SCENARIOS.values(), ids=SCENARIOS)
def test_there_is_a_runbook_for(name: str) -> None:
    """Each of the situations that every team meets."""
    assert name in _CATALOGUE.runbooks


@every_runbook
def test_a_shipped_runbook_is_complete(runbook: Runbook) -> None:
    """Whoever follows it is told what to expect, how risky it is, and when to ask for help."""
    assert runbook.summary
    assert len(runbook.symptoms) >= 4
    assert len(runbook.prechecks) >= 2
    assert len(runbook.escalation) >= 2
    assert len(runbook.contacts) >= 2
    assert len(runbook.steps) >= 6
    assert any(step.decisions for step in runbook.steps)
    for step in runbook.steps:
        assert step.has_risk, step.number
        assert step.expect or step.verify, step.number


@every_runbook
def test_a_shipped_runbook_can_be_filled_in_whatever_the_title_says(runbook: Runbook) -> None:
    """With nothing given but what has no default; every step and every action."""
    values = _values(runbook)
    for step in runbook.steps:
        assert isinstance(fill_step(step, values=values), Step)
        if step.action is not None:
            assert isinstance(fill_action(step.action, values=values), Action)
    for part in (*runbook.prechecks, *runbook.escalation, *runbook.contacts):
        assert isinstance(fill_part(part, values=values), Part)


@every_runbook
def test_a_shipped_command_can_be_read_by_a_shell(runbook: Runbook) -> None:
    """A quote that is never closed would leave somebody at a prompt at 2 AM."""
    for command in _filled_commands(runbook):
        if command.language in SHELLS:
            read = subprocess.run(
                ["/bin/sh", "-n"], input=command.text, capture_output=True, text=True, check=False
            )
            assert (read.returncode, read.stderr) == (0, ""), f"{runbook.path}:{command.line}"


@pytest.mark.parametrize("path", [*files(LIBRARY), LIBRARY / "TEMPLATE.md"], ids=lambda path: path.stem)
def test_a_shipped_document_names_nobodys_hosts_and_no_secrets(path: Path) -> None:
    """Examples are examples, and a machine of ours is nobody's business."""
    text = path.read_text()
    hosts = re.findall(r"https?://([A-Za-z0-9.-]+)", text)
    assert [
        host for host in hosts if not re.search(r"(^|\.)example\.com$|^localhost$|^127\.0\.0\.1$", host)
    ] == []
    assert find_secrets(text) == ()
    assert max(len(line) for line in text.splitlines()) < 400
    assert text.isascii() or not set(text) & {"\u00a0", "\u200b", "\u202e"}


@pytest.mark.postgresql
def test_the_statements_that_only_look_run_on_a_real_server(postgresql_url: str) -> None:
    """Columns and functions are spelled as PostgreSQL spells them."""
    address = postgresql_url.replace("postgresql+psycopg://", "postgresql://")
    ran = 0
    with psycopg.connect(address, autocommit=True) as connection:
        for runbook in _ALL:
            for command in _looking(runbook):
                for statement in command.text.split(";"):
                    if statement.strip():
                        with contextlib.suppress(
                            psycopg.errors.ObjectNotInPrerequisiteState
                        ):  # asks a replica
                            connection.execute(statement.encode())
                        ran += 1
    assert ran >= 10


def _values(runbook: Runbook) -> Values:
    known = known_values(
        number=42,
        title='it\'s "$(down)"; `x` \\',
        severity="SEV2",
        status="investigating",
        channel="inc-42-it-s-down",
        declared_at=NOW,
        service="checkout",
    )
    given = {parameter.name: "x1" for parameter in runbook.parameters if parameter.default is None}
    values = values_for(runbook, given=given, known=known)
    assert not isinstance(values, tuple), values
    return values


def _filled_commands(runbook: Runbook) -> Iterator[Command]:
    values = _values(runbook)
    for part in (*runbook.prechecks, *runbook.escalation):
        filled = fill_part(part, values=values)
        assert isinstance(filled, Part)
        yield from filled.commands
    for step in runbook.steps:
        done = fill_step(step, values=values)
        assert isinstance(done, Step)
        yield from done.commands
        for labelled in (done.expect, done.verify, done.undo):
            yield from labelled.commands if labelled is not None else ()


def _looking(runbook: Runbook) -> Iterator[Command]:
    """Yield the SQL of safe steps, and that by which the others are verified."""
    values = _values(runbook)
    for step in runbook.steps:
        filled = fill_step(step, values=values)
        assert isinstance(filled, Step)
        shown = filled.commands if step.risk == "safe" else ()
        verified = filled.verify.commands if filled.verify is not None else ()
        yield from (one for one in (*shown, *verified) if one.language == "sql")
