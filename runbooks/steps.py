"""The steps of a runbook: a heading each, and under it what to do, to expect, to verify and to undo."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Literal, get_args

from bot.domain.allowed import RISKS, Risk
from bot.domain.durations import parse_duration
from runbooks.actions import read_action
from runbooks.decisions import read_decision
from runbooks.markdown import Block, anchor
from runbooks.mistakes import Mistakes, quoted
from runbooks.model import Action, Command, Decision, Part, Step

Label = Literal["Expect", "Verify", "Undo", "Risk", "Time box", "Decide", "Action"]
LABELS: tuple[Label, ...] = get_args(Label)

LONGEST_COMMAND = 2_500
"""Characters of a code block; with what stands around it, it fits a block in Slack."""

LONGEST_TEXT = 2_000
MOST_STEPS = 50

_HEADING = re.compile(r"(\d{1,3})\.\s+(\S.*)", re.ASCII)
_LABEL = re.compile(r"\*\*([A-Za-z][A-Za-z -]{0,30}):\*\*\s*(.*)", re.DOTALL)
_LONGEST_TITLE = 120


@dataclass
class _Draft:
    """What was read of one label so far."""

    line: int
    texts: list[str] = field(default_factory=list)
    codes: list[Block] = field(default_factory=list)
    points: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def read_steps(blocks: Sequence[Block], *, line: int, mistakes: Mistakes) -> tuple[Step, ...]:
    """Return the steps in the blocks of the section "Steps".

    Args:
        line: of the section's heading.
    """
    starts = [at for at, block in enumerate(blocks) if block.kind == "heading"]
    for block in blocks[: starts[0] if starts else len(blocks)]:
        mistakes.add(block.line, f'found {quoted(block.text)}, expected the first step: "### 1. …"')
    if not starts:
        mistakes.add(line, 'found no step, expected at least one: "### 1. …"')
    if len(starts) > MOST_STEPS:
        mistakes.add(line, f"found {len(starts)} steps, expected at most {MOST_STEPS}")
    return tuple(
        _step(blocks[start], blocks[start + 1 : end], number=number, mistakes=mistakes)
        for number, (start, end) in enumerate(pairwise([*starts, len(blocks)]), start=1)
    )


def _step(heading: Block, body: Sequence[Block], *, number: int, mistakes: Mistakes) -> Step:
    match = _HEADING.fullmatch(heading.text)
    if match is None or int(match[1]) != number or heading.level != 3 or len(heading.text) > _LONGEST_TITLE:
        mistakes.add(
            heading.line,
            f"found the heading {quoted('#' * heading.level + ' ' + heading.text)}, "
            f'expected "### {number}. …" with a title of at most {_LONGEST_TITLE} characters',
        )
    drafts = _sorted_by_label(body, line=heading.line, mistakes=mistakes)
    told = drafts[None]
    _check_length(told, mistakes=mistakes)
    risk = _risk(drafts.get("Risk"), mistakes=mistakes)
    return Step(
        number=number,
        title=match[2] if match else heading.text,
        anchor=anchor(heading.text),
        instruction=told.text,
        commands=commands(told.codes, mistakes=mistakes),
        expect=_part(drafts.get("Expect"), mistakes=mistakes),
        verify=_part(drafts.get("Verify"), mistakes=mistakes),
        undo=_part(drafts.get("Undo"), mistakes=mistakes),
        risk=risk or "safe",
        has_risk="Risk" in drafts,
        time_box=_time_box(drafts.get("Time box"), mistakes=mistakes),
        decisions=_decisions(drafts.get("Decide"), mistakes=mistakes),
        action=_action(drafts.get("Action"), mistakes=mistakes),
        line=heading.line,
    )


def _sorted_by_label(body: Sequence[Block], *, line: int, mistakes: Mistakes) -> dict[Label | None, _Draft]:
    current = _Draft(line=line)
    drafts: dict[Label | None, _Draft] = {None: current}
    for block in body:
        label, text = _labelled(block, mistakes=mistakes)
        if label is not None:
            if label in drafts:
                first = drafts[label].line
                mistakes.add(
                    block.line, f"found a second **{label}:**, expected one; the first is in line {first}"
                )
            current = drafts[label] = _Draft(line=block.line, texts=[text] if text else [])
        elif block.kind == "code":
            current.codes.append(block)
        elif block.kind == "point":
            current.points.append(block)
            current.texts.append(f"- {block.text}")
        else:
            current.texts.append(text)
    return drafts


def _labelled(block: Block, *, mistakes: Mistakes) -> tuple[Label | None, str]:
    """Return the label that a paragraph begins with, or None, and its text."""
    if block.kind == "code":
        return None, block.text
    for label in LABELS:
        if f"**{label}:**" in block.text[1:]:
            mistakes.add(
                block.line, f"found **{label}:** inside a paragraph, expected a blank line before it"
            )
    match = _LABEL.fullmatch(block.text)
    if match is None:
        return None, block.text
    for label in LABELS:
        if match[1] == label:
            if block.kind == "text":
                return label, match[2]
            mistakes.add(block.line, f"found **{label}:** in a list, expected it as a paragraph of its own")
    close = difflib.get_close_matches(match[1].capitalize(), LABELS, n=1, cutoff=0.75)
    if close and match[1] not in LABELS:
        mistakes.add(block.line, f"found **{match[1]}:**, did you mean **{close[0]}:**?")
    return None, block.text


def commands(codes: Sequence[Block], *, mistakes: Mistakes) -> tuple[Command, ...]:
    """Return code blocks as commands, after recording what is wrong with them."""
    for code in codes:
        if not code.is_closed:
            mistakes.add(code.line, "found a code block without an end, expected ``` below it")
        if not code.language:
            mistakes.add(
                code.line,
                "found a code block without a language, expected one such as ```sh, ```sql or ```text",
            )
        if not code.text.strip():
            mistakes.add(code.line, "found an empty code block, expected a command")
        if len(code.text) > LONGEST_COMMAND:
            mistakes.add(
                code.line,
                f"found a code block of {len(code.text)} characters, expected at most {LONGEST_COMMAND}",
            )
    return tuple(Command(text=code.text, language=code.language, line=code.line + 1) for code in codes)


def _part(draft: _Draft | None, *, mistakes: Mistakes) -> Part | None:
    if draft is None:
        return None
    if not draft.texts and not draft.codes:
        mistakes.add(draft.line, "found a label without words, expected a sentence or a command")
    _check_length(draft, mistakes=mistakes)
    return Part(text=draft.text, commands=commands(draft.codes, mistakes=mistakes), line=draft.line)


def _check_length(draft: _Draft, *, mistakes: Mistakes) -> None:
    if len(draft.text) > LONGEST_TEXT:
        mistakes.add(
            draft.line, f"found {len(draft.text)} characters of text, expected at most {LONGEST_TEXT}"
        )


def _risk(draft: _Draft | None, *, mistakes: Mistakes) -> Risk | None:
    if draft is None:
        return None
    for risk in RISKS:
        if draft.text == risk and not draft.codes:
            return risk
    mistakes.add(draft.line, f"found {quoted(draft.text)}, expected one of {', '.join(RISKS)}")
    return None


def _time_box(draft: _Draft | None, *, mistakes: Mistakes) -> timedelta | None:
    if draft is None:
        return None
    span = parse_duration(draft.text)
    if not span or draft.codes:
        mistakes.add(draft.line, f"found {quoted(draft.text)}, expected a duration such as 10m")
    return span or None


def _decisions(draft: _Draft | None, *, mistakes: Mistakes) -> tuple[Decision, ...]:
    if draft is None:
        return ()
    if not draft.points or draft.codes or len(draft.texts) != len(draft.points):
        mistakes.add(
            draft.line, 'expected **Decide:** to stand alone, with a list of "- If …, go to step …." below it'
        )
    read = [read_decision(point, mistakes=mistakes) for point in draft.points]
    found = tuple(decision for decision in read if decision is not None)
    for decision in found[:-1]:
        if not decision.condition:
            mistakes.add(decision.line, 'found a line after "Otherwise", expected "Otherwise" last')
    return found


def _action(draft: _Draft | None, *, mistakes: Mistakes) -> Action | None:
    if draft is None:
        return None
    if (
        len(draft.codes) != 1
        or draft.codes[0].language != "yaml"
        or not draft.codes[0].is_closed
        or draft.points
    ):
        mistakes.add(
            draft.line, "expected one ```yaml block below **Action:**, and nothing but a sentence beside it"
        )
        return None
    (code,) = draft.codes
    return read_action(code.text, line=code.line + 1, mistakes=mistakes)
