"""The list of incidents: what it is narrowed to, and one page of it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.blocks import lists
from bot.domain import words
from bot.domain.durations import compact, parse_duration
from bot.domain.errors import NotUnderstood
from bot.domain.models import Person
from bot.domain.permissions import check_may_list
from bot.domain.severity import Severities, read_severity
from bot.domain.text import cut
from bot.usecases.queries.queries import PAGE
from commands.answer import Answer
from commands.deps import Deps


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to.

    Args:
        severity: a configured name, or None for all.
        span: how long ago an incident was declared at most.
    """

    only_open: bool = True
    severity: str | None = None
    span: timedelta | None = None

    @property
    def said(self) -> str:
        """It in the words that `read` reads back; empty for what a list shows unasked."""
        narrowed = [self.severity or "", compact(self.span) if self.span is not None else ""]
        told = " ".join(filter(None, narrowed))
        if not self.only_open:
            return told if self.span is not None else f"all {told}".strip()
        return f"open {told}" if told else ""


def read(typed: str, *, severities: Severities, command: str) -> Filter:
    """Return what was typed after `list`: `all`, `open`, a severity, a span of time, in any order.

    A span asks for what was declared since, ended or not, unless `open` is said.

    Raises:
        NotUnderstood: a word is none of these.
    """
    only_open, severity, span = None, None, None
    for word in typed.split():
        level, duration = read_severity(word, severities), parse_duration(word)
        if word.casefold() in ("all", "open"):
            only_open = word.casefold() == "open"
        elif level is not None:
            severity = level.name
        elif duration:
            span = duration
        else:
            raise NotUnderstood(words.bad_filter(word, command=command))
    if only_open is None:
        only_open = span is None
    return Filter(only_open=only_open, severity=severity, span=span)


async def incident_list(
    deps: Deps, *, by: str, person: Person | None, typed: str = "", page: int = 1
) -> Answer:
    """Return a page of the incidents that a person may see.

    Args:
        by: their Slack id.
        person: what is known of them; None when Slack has not told in time.
        typed: what was asked for.
        page: from 1.

    Raises:
        Refusal: guests, strangers and who is not known may not list; a word that narrows nothing.
    """
    check_may_list(person)
    severities = deps.config.severities
    wanted = read(typed, severities=severities, command=deps.config.command)
    now = deps.clock.now()
    listing = await deps.queries.listing(
        by,
        only_open=wanted.only_open,
        severity=wanted.severity,
        since=now - wanted.span if wanted.span is not None else None,
        offset=(max(1, page) - 1) * PAGE,
    )
    return lists.incident_list(
        listing.incidents,
        now=now,
        page=max(1, page),
        has_more=listing.has_more,
        choice=cut(wanted.said, 40),
        severities=tuple(severities.values()),
    )
