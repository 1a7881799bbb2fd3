"""`If …, go to step …`: the lines that make a playbook of a list."""

import re

from runbooks.markdown import Block, links, unlinked
from runbooks.mistakes import Mistakes, quoted
from runbooks.model import Decision, Target

EXPECTED = (
    '"If …, go to step 5.", "If …, go to runbook [Replication lag](replication-lag.md).", '
    '"If …, finish." or "If …, continue."; the last line may begin with "Otherwise"'
)

_LONGEST = 1_000
_LINE = re.compile(
    r"(?:If\s+(?P<condition>.+)|Otherwise),?\s+(?P<target>go to .+|finish|continue)\.?", re.IGNORECASE
)
_STEP = re.compile(r"go to step (\d{1,3})", re.IGNORECASE | re.ASCII)
_RUNBOOK = re.compile(r"go to (?:the )?runbook (.+)", re.IGNORECASE)
_FILE = re.compile(r"(?:\./)?([a-z0-9-]+)\.md")
_ID = re.compile(r"`?([a-z0-9-]+)`?")


def read_decision(block: Block, *, mistakes: Mistakes) -> Decision | None:
    """Return the decision in one point, or None after recording that it is none."""
    words = " ".join(unlinked(block.text).split())
    match = _LINE.fullmatch(words) if len(words) <= _LONGEST else None
    target = None if match is None else _target(match["target"].rstrip("."), addresses=links(block.text))
    if match is None or target is None:
        mistakes.add(block.line, f"found {quoted(block.text)} as a decision, expected {EXPECTED}")
        return None
    condition = (match["condition"] or "").rstrip(" ,").removesuffix(" then").rstrip(" ,")
    return Decision(condition=condition, target=target, line=block.line)


def _target(words: str, *, addresses: tuple[tuple[str, str], ...]) -> Target | None:
    kind = words.lower()
    if kind == "finish":
        return Target(kind="finish")
    if kind == "continue":
        return Target(kind="continue")
    last = addresses[-1][1] if addresses else ""
    if (step := _STEP.fullmatch(words)) is not None:
        return Target(kind="step", step=int(step[1]), anchor=last.removeprefix("#"))
    runbook = _RUNBOOK.fullmatch(words)
    if runbook is None:
        return None
    named = _FILE.fullmatch(last) or _ID.fullmatch(runbook[1])
    return None if named is None else Target(kind="runbook", runbook=named[1])
