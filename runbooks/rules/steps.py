"""Rules about what each step says: how to verify it, how to undo it, how dangerous it is."""

import re
from collections.abc import Iterator

from bot.domain.redaction import WORDS, find_secrets
from runbooks.model import Runbook, Step
from runbooks.rules.known import Known
from runbooks.values import templates

# Subcommands and statements that change something, for the programs that on-call people use most.
_CHANGES = re.compile(
    r"\bkubectl\b[^\n|;]*\s(?:delete|apply|patch|scale|drain|cordon|uncordon|taint|edit|set|replace|label|annotate"
    r"|rollout\s+(?:undo|restart|pause|resume))\b"
    r"|\bhelm\b[^\n|;]*\s(?:rollback|upgrade|uninstall)\b"
    r"|\bterraform\b[^\n|;]*\s(?:apply|destroy|import|taint)\b"
    r"|\bpg_ctl\b[^\n|;]*\s(?:promote|stop|restart)\b"
    r"|\bpatronictl\b[^\n|;]*\s(?:failover|switchover|restart|reinit|pause|resume|edit-config)\b"
    r"|\bpg_(?:terminate_backend|promote|wal_replay_pause|drop_replication_slot)\s*\("
    r"|\bredis-cli\b[^\n|;]*\s(?i:flushall|flushdb|del|unlink|config\s+set|failover)\b"
    r"|\bvault\b[^\n|;]*\s(?:write|delete|revoke|seal|rotate|kv\s+put)\b"
    r"|\baws\b[^\n|;]*\s(?:delete|put|update|modify|stop|terminate|reboot|create|revoke|authorize|attach|detach)-"
    r"|\bsystemctl\s+(?:stop|start|restart|reload)\b"
    r"|(?:^|[;|&]\s*|sudo\s+)rm\s"
    r"|(?i:\b(?:drop|truncate|alter)\s+(?:table|database|role|system|user|index)\b|\bdelete\s+from\b)",
    re.MULTILINE,
)
_HARMLESS = re.compile(r"--dry-run(?:=\w+)?\b")


def no_verification(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """Nothing says how to see that it worked."""
    if not any(step.verify for step in runbook.steps):
        yield 1, "found no step that verifies anything, expected at least one **Verify:**"
    for step in runbook.steps:
        if _is_risky(step) and step.verify is None:
            yield step.line, f"{_step(step)} without **Verify:**, expected how to see that it worked"


def no_undo(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A step that changes something does not say how to take it back."""
    for step in runbook.steps:
        if _is_risky(step) and step.undo is None:
            yield (
                step.line,
                f"{_step(step)} without **Undo:**, expected how to take it back, or that nothing does",
            )


def no_expectation(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A command does not say what comes back."""
    for step in runbook.steps:
        if step.commands and step.expect is None:
            yield step.line, f"{_step(step)} without **Expect:**, expected what its command should answer"


def no_risk(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A step with something to run does not say how risky it is."""
    for step in runbook.steps:
        if (step.commands or step.action) and not step.has_risk:
            yield (
                step.line,
                f"{_step(step)} without **Risk:**, expected safe, guarded or dangerous",
            )


def risk_too_low(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A step that is called safe changes something."""
    for step in runbook.steps:
        for command in step.commands if step.risk == "safe" else ():
            match = (
                _CHANGES.search(_HARMLESS.sub("", command.text))
                if not _HARMLESS.search(command.text)
                else None
            )
            if match is not None:
                words = " ".join(match[0].split())
                line = command.line + command.text.count("\n", 0, match.start())
                yield line, f'found "{words}" in a step that is called safe, expected guarded or dangerous'


def nothing_to_do(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """A step has a heading and nothing to do."""
    for step in runbook.steps:
        if not (step.instruction or step.commands or step.decisions or step.action):
            yield (
                step.line,
                f"{_step(step)} without anything to do, expected a sentence or a command",
            )


def missing_section(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """Whoever is stuck does not learn whom to call."""
    sections = {
        "Pre-checks": runbook.prechecks,
        "Escalation": runbook.escalation,
        "Contacts": runbook.contacts,
    }
    for name, parts in sections.items():
        if not parts:
            yield 1, f'found no "## {name}" with something in it, expected one'


def secret(runbook: Runbook, known: Known) -> Iterator[tuple[int, str]]:
    """Something looks like a password or key."""
    for text, line in templates(runbook):
        for found in find_secrets(text):
            row = line + text.count("\n", 0, found.start)
            yield row, f"found what looks like {WORDS[found.form]}, expected a name of where it is kept"


def _step(step: Step) -> str:
    return f"found step {step.number} ({step.risk})" if step.has_risk else f"found step {step.number}"


def _is_risky(step: Step) -> bool:
    return step.risk != "safe"
