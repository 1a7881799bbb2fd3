"""From a document to a `Runbook`, or to every mistake in it at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path, PurePath

from runbooks.front_matter import Header, read_header
from runbooks.markdown import Block, blocks
from runbooks.mistakes import Mistakes, quoted
from runbooks.model import Finding, Part, Runbook
from runbooks.steps import LONGEST_TEXT, commands, read_steps
from runbooks.yaml_nodes import Fields, read_fields, suggestion

LONGEST_DOCUMENT = 100_000
"""Characters of a document; a person at 2 AM reads none that is longer."""

SECTIONS = ("Pre-checks", "Steps", "Escalation", "Contacts", "Notes")

_MARK = "---"


@dataclass(frozen=True, kw_only=True)
class _Section:
    """A heading of the second level and what stands below it."""

    heading: Block
    body: tuple[Block, ...]


def parse(text: str, *, path: str) -> Runbook | tuple[Finding, ...]:
    """Return the runbook that `text` holds, or what is wrong with it, in the order of its lines.

    Args:
        path: the file as people are told of it; its name is the runbook's id unless the text says one.
    """
    mistakes = Mistakes(path)
    runbook = _read(text, path=path, mistakes=mistakes)
    found = mistakes.all()
    return runbook if runbook is not None and not found else found


def parse_file(path: Path, *, name: str) -> Runbook | tuple[Finding, ...]:
    """Return the runbook in the file at `path`, or what is wrong with it.

    Args:
        name: the file as people are told of it.
    """
    mistakes = Mistakes(name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        mistakes.add(1, f"cannot be read: {(error.strerror or 'unknown reason').lower()}", rule="file")
        return mistakes.all()
    try:
        return parse(raw.decode("utf-8-sig"), path=name)
    except UnicodeDecodeError as error:
        mistakes.add(raw.count(b"\n", 0, error.start) + 1, "not UTF-8; save the file with that encoding")
        return mistakes.all()


def _read(text: str, *, path: str, mistakes: Mistakes) -> Runbook | None:
    if len(text) > LONGEST_DOCUMENT:
        mistakes.add(1, f"found {len(text)} characters, expected at most {LONGEST_DOCUMENT}")
        return None
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    bare = [line.rstrip() for line in lines]
    if bare[0] != _MARK or _MARK not in bare[1:]:
        missing = "first line" if bare[0] != _MARK else "end of the front matter"
        mistakes.add(1, f'found no "---" as {missing}, expected YAML between two lines "---" above the text')
        return None
    end = bare.index(_MARK, 1)
    fields = read_fields("\n".join(lines[1:end]), first=2, mistakes=mistakes)
    body = blocks("\n".join(lines[end + 1 :]), first=end + 2)
    # Without readable front matter the text below it is checked all the same.
    silent = Fields(None, path="", mistakes=Mistakes(path), first=1)
    header = (
        read_header(silent, stem=PurePath(path).stem)
        if fields is None
        else read_header(fields, stem=PurePath(path).stem)
    )
    document = "\n".join(lines)
    revision = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    runbook = _runbook(header, body, path=path, line=end + 2, mistakes=mistakes)
    return replace(runbook, revision=revision, text=document)


def _runbook(header: Header, body: Sequence[Block], *, path: str, line: int, mistakes: Mistakes) -> Runbook:
    top, sections = _split(body, mistakes=mistakes)
    summary = _summary(top, title=header.title, line=line, mistakes=mistakes)
    steps = sections.get("Steps")
    if steps is None:
        mistakes.add(line, 'found no section "## Steps", expected one')
    return Runbook(
        id=header.id,
        revision="",
        title=header.title,
        owner=header.owner,
        last_reviewed=header.last_reviewed,
        review_every=header.review_every,
        services=header.services,
        severities=header.severities,
        alerts=header.alerts,
        symptoms=header.symptoms,
        parameters=header.parameters,
        summary=summary,
        prechecks=_parts(sections.get("Pre-checks"), mistakes=mistakes),
        steps=read_steps(steps.body, line=steps.heading.line, mistakes=mistakes) if steps else (),
        escalation=_parts(sections.get("Escalation"), mistakes=mistakes),
        contacts=_parts(sections.get("Contacts"), mistakes=mistakes),
        notes="\n".join(part.text for part in _parts(sections.get("Notes"), mistakes=mistakes)),
        path=path,
        lines=header.lines,
    )


def _split(body: Sequence[Block], *, mistakes: Mistakes) -> tuple[Sequence[Block], dict[str, _Section]]:
    """Return what stands above the first section, and the sections by name."""
    starts = [at for at, block in enumerate(body) if block.kind == "heading" and block.level == 2]
    sections: dict[str, _Section] = {}
    for start, end in pairwise([*starts, len(body)]):
        heading = body[start]
        if heading.text not in SECTIONS:
            hint = suggestion(heading.text, among=SECTIONS)
            mistakes.add(heading.line, f"found the section {quoted(heading.text)}, {hint}")
        elif heading.text in sections:
            first = sections[heading.text].heading.line
            mistakes.add(heading.line, f'found "## {heading.text}" twice, first in line {first}; keep one')
        else:
            sections[heading.text] = _Section(heading=heading, body=tuple(body[start + 1 : end]))
    return body[: starts[0] if starts else len(body)], sections


def _summary(top: Sequence[Block], *, title: str, line: int, mistakes: Mistakes) -> str:
    if not title:
        return ""  # the front matter is unreadable, and was reported
    if not top or top[0].kind != "heading" or top[0].level != 1 or top[0].text != title:
        found = quoted(top[0].text) if top else "nothing"
        where = top[0].line if top else line
        mistakes.add(
            where, f"found {found}, expected the title as in the front matter: {quoted('# ' + title)}"
        )
    paragraphs = []
    for block in top[1:]:
        if block.kind in {"text", "point"}:
            paragraphs.append(f"- {block.text}" if block.kind == "point" else block.text)
        else:
            mistakes.add(
                block.line, f"found {quoted(block.text)} above the first section, expected sentences"
            )
    text = "\n".join(paragraphs)
    if len(text) > LONGEST_TEXT:
        mistakes.add(line, f"found a summary of {len(text)} characters, expected at most {LONGEST_TEXT}")
    return text


def _parts(section: _Section | None, *, mistakes: Mistakes) -> tuple[Part, ...]:
    """Return the points and paragraphs of a section, each with the code blocks below it."""
    parts: list[Part] = []
    for block in section.body if section else ():
        if block.kind == "heading":
            mistakes.add(block.line, f"found the heading {quoted(block.text)}, expected points and sentences")
        elif block.kind == "code" and not parts:
            mistakes.add(block.line, "found a code block, expected a sentence before it")
        elif block.kind == "code":
            last = parts[-1]
            code = commands([block], mistakes=mistakes)
            parts[-1] = Part(text=last.text, commands=(*last.commands, *code), line=last.line)
        else:
            parts.append(Part(text=block.text, line=block.line))
            if len(block.text) > LONGEST_TEXT:
                mistakes.add(
                    block.line,
                    f"found a point of {len(block.text)} characters, expected at most {LONGEST_TEXT}",
                )
    return tuple(parts)
