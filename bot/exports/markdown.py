"""The Markdown export, for pasting into any document tool: only headings, lists, bold and links."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.domain.views import Dossier
from bot.exports.report import DOT, Fact, Happening, Reference, Report, Update, report
from bot.exports.wording import pieces

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$]|<|&(?=[#\w])")
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;"}
_LINE_START: Final = re.compile(r"\A(?:([#+\-=>])|(\d{1,9})([.)]))")
_IN_ADDRESS: Final = re.compile(r"[()<>\\`\s|\"]")


def to_markdown(dossier: Dossier, *, exported_at: datetime) -> bytes:
    """Return the Markdown export of an incident (CommonMark, UTF-8); users' words are never markup."""
    return ("\n".join(_document(report(dossier, exported_at=exported_at))) + "\n").encode()


def escape(text: str) -> str:
    """Return one line of text such that Markdown shows it as it is; http addresses in it become links."""
    parts = (_plain(piece) if target is None else f"<{target}>" for piece, target in pieces(text))
    return _LINE_START.sub(_not_a_block, "".join(parts), count=1)


def _plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _not_a_block(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def _address(url: str) -> str:
    return _IN_ADDRESS.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)


def _lines(text: str, indent: str = "") -> str:
    """Return text of several lines as one paragraph that keeps its line breaks."""
    rows = [escape(row.strip()) for row in text.split("\n") if row.strip()]
    return f"  \n{indent}".join(rows)


def _document(shown: Report) -> Iterator[str]:
    heading = escape(shown.title).replace(" #", " \\#")  # a heading may end in signs that are not shown
    yield from (f"# {shown.id}: {heading}", "", f"**{escape(shown.state)}**")
    for mark in shown.marks:
        yield from ("", f"**{escape(mark)}**")
    yield from ("", *(_fact(one) for one in shown.facts))
    if shown.summary:
        yield from ("", "## Summary", "", _lines(shown.summary))
    yield from _section("Times", [_fact(one) for one in shown.times])
    yield from _section("Durations", [_fact(one) for one in shown.durations])
    yield from _section("Roles", [_fact(one) for one in shown.roles])
    yield from _section("Calls", [_fact(one) for one in shown.calls])
    yield from _section("Status updates", [_update(one) for one in shown.updates])
    yield from _section("Decisions", [_happening(one, at=one.stamp, kind="") for one in shown.decisions])
    yield from _section(
        "Hypotheses", [f"- {_lines(one.value, '  ')} ({escape(one.label)})" for one in shown.hypotheses]
    )
    yield from _section("Links", [_link(one) for one in shown.links])
    yield from ("", "## Timeline")
    if not shown.days:
        yield from ("", "Nothing is written down.")
    for day in shown.days:
        happenings = (_happening(one, at=one.clock, kind=one.kind) for one in day.happenings)
        yield from ("", f"### {day.date}", "", *happenings)
    yield from ("", "---", "", "  \n".join(escape(one) for one in shown.closing))


def _section(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "", *items)


def _fact(fact: Fact) -> str:
    said = f"- **{escape(fact.label)}:** {_lines(fact.value, '  ')}"
    return "\n".join((said, *(f"  - {escape(note)}" for note in fact.notes)))


def _update(update: Update) -> str:
    head = f"- **{update.at}**{DOT}{escape(update.state)}{DOT}{escape(update.who)}"
    return "\n".join((head, *(f"  - {_said(one)}" for one in update.said)))


def _said(fact: Fact) -> str:
    label = f"{escape(fact.label)}: " if fact.label else ""
    return label + _lines(fact.value, "    ")


def _happening(happening: Happening, *, at: str, kind: str) -> str:
    head = DOT.join(one for one in (f"**{at}**", escape(kind), escape(happening.who)) if one)
    source = f" ([source]({_address(happening.source)}))" if happening.source else ""
    rows = [f"- {head}: {_lines(happening.text, '  ')}{source}"]
    if happening.recorded:
        rows.append(f"  - written down at {happening.recorded}")
    for change in happening.changes:
        rows.append(f"  - {escape(change.what)}")
        if change.before:
            rows.append(f"    - before: {_lines(change.before, '      ')}")
    return "\n".join(rows)


def _link(link: Reference) -> str:
    if link.address is None:
        return f"- {escape(DOT.join(one for one in (link.title, link.shown) if one))}"
    return f"- [{_plain(link.title or link.shown)}]({_address(link.address)})"
