"""What a person reads about one incident, privately: `info`, and the brief for who just arrived."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.blocks.card import body, warnings
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, header, section, small_print
from bot.blocks.lists import entry_line
from bot.blocks.wording import DOT, at, by, headline, line, room, status, until, who
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.views import CallView, EntryView, HandoverView, IncidentView, UpdateView

_UPDATES: Final = 3
_ENTRIES: Final = 10


def info(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return what the card says, and where the war room is, for somebody who asked from elsewhere.

    That the card itself cannot be drawn is only said here.
    """
    title = line(view.title, 300)
    where = room(view) or "being opened"
    declared = f"Declared by {who(view.declared_by)} at {at(view.declared_at, context.now)}"
    worst = line(view.highest_severity, 40)
    highest = f"{DOT}highest severity {worst}" if view.highest_severity != view.severity.name else ""
    return drawing(
        f"{headline(view)}: {title}",
        [
            header(f":{view.severity.emoji}: {headline(view)}"),
            section(body(view, context=context)),
            *warnings(view, view.pending, context=context),
            section(f"*War room*  {where}"),
            small_print(f"{declared}{highest}", _called(view, now=context.now)),
        ],
    )


def catchup(
    view: IncidentView,
    *,
    updates: Sequence[UpdateView],
    decisions: Sequence[EntryView],
    happened: Sequence[EntryView],
    handovers: Sequence[HandoverView],
    context: DrawContext,
) -> Drawing:
    """Return the brief for who just arrived.

    Args:
        updates: the last status updates, oldest first; decisions, happened: entries, oldest first.
        handovers: those that wait for an answer.
    """
    now = context.now
    blocks: list[Block] = [
        header(f":{view.severity.emoji}: {headline(view)}"),
        section(body(view, context=context)),
    ]
    blocks += _part("What was said", [_update(one, now=now) for one in updates[-_UPDATES:]])
    blocks += _part("Decisions", [entry_line(one, now=now) for one in _shown(decisions)])
    blocks += _part("What happened", [entry_line(one, now=now, limit=150) for one in _shown(happened)])
    blocks += _part("Waiting for an answer", [_offer(view, one, now=now) for one in handovers])
    commander = view.holder(INCIDENT_COMMANDER)
    ask = f"Ask {who(commander)}, who is in command." if commander else "Nobody is in command yet."
    blocks.append(small_print(f"{ask} `{line(context.command, 40)} timeline` has everything."))
    return drawing(f"{headline(view)}: {line(view.title, 300)}", blocks)


def _shown(entries: Sequence[EntryView]) -> list[EntryView]:
    return [entry for entry in entries if not entry.hidden][-_ENTRIES:]


def _part(title: str, lines: Sequence[str]) -> Iterator[Block]:
    """Yield one titled paragraph; nothing where there is nothing to say."""
    if lines:
        yield section("\n".join([f"*{title}*", *(f"•  {one}" for one in lines)]))


def _update(one: UpdateView, *, now: datetime) -> str:
    if one.redacted:
        said = "_redacted_"
    else:
        said = line(one.text, 200) or ("no change" if one.no_change else status(one.status))
    return f"{at(one.at, now)} {by(one.by)}: {said}"


def _offer(view: IncidentView, one: HandoverView, *, now: datetime) -> str:
    role = next((role.title for role in view.roles if role.key == one.role), one.role)
    answer = f"until {at(one.expires_at, now)} ({until(one.expires_at, now)})"
    return f"{who(one.to_person)} was asked to take over as {line(role, 60)}, {answer}"


def _called(view: IncidentView, *, now: datetime) -> str:
    if not view.calls:
        return "Nobody was called" if view.nobody_called and not view.is_open else ""
    told = [f"{who(one.person)} {_came(one, now=now)}" for one in view.calls[:10]]
    more = len(view.calls) - len(told)
    return f"Called: {DOT.join(told)}{f'{DOT}{more} more' if more else ''}"


def _came(one: CallView, *, now: datetime) -> str:
    return f"came at {at(one.acknowledged_at, now)}" if one.acknowledged_at else "not here yet"
