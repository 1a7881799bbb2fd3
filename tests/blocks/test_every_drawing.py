"""Whatever people type, every drawing is one that Slack takes, and mentions nobody who was not meant."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.asking import answered
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing
from bot.blocks.helping import VerbHelp, help_text, verb_help
from bot.blocks.home import home
from bot.blocks.info import catchup, info
from bot.blocks.lists import incident_list, timeline, times
from bot.blocks.panel import panel
from bot.blocks.registry import WHAT, draw
from bot.blocks.topic import topic
from bot.domain.views import EntryView, HandoverView, IncidentView, TimeView
from tests.blocks.limits import mistakes_of_message, mistakes_of_view, unmeant
from tests.blocks.samples import (
    ANA,
    HANDOVER,
    NOW,
    ROLES,
    SEVERITIES,
    contexts,
    entries,
    facts,
    hostile,
    incident,
    incidents,
    timeline_page,
)

_PUBLIC_ONLY = {"announcement", "announced_update", "raised", "remark"}
_quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("what", sorted(WHAT))
def test_every_message_is_one_that_slack_takes(what: str) -> None:
    """Whatever the words, a message stays within Slack's limits and mentions only whom we meant."""

    @_quick
    @given(incidents(private=False if what in _PUBLIC_ONLY else None), facts(), contexts())
    def check(view: IncidentView, told: dict[str, Any], context: DrawContext) -> None:
        drawn = draw(what, view=view, facts=told, context=context)
        assert mistakes_of_message(drawn.text, drawn.blocks) == []

    check()


@dataclass(frozen=True)
class _Home:
    mine: tuple[IncidentView, ...]
    others: tuple[IncidentView, ...]
    handovers: tuple[tuple[IncidentView, HandoverView], ...]
    updates_due: tuple[IncidentView, ...]


@_quick
@given(st.lists(incidents(), max_size=2), st.integers(0, 15))
def test_app_home_is_one_that_slack_takes(views: list[IncidentView], times_over: int) -> None:
    """App Home stays within Slack's limits, however much is going on."""
    many = tuple(replace(view, number=n * 10 + i) for n in range(times_over) for i, view in enumerate(views))
    offers = tuple((view, replace(HANDOVER, id=view.number)) for view in many)
    shown = _Home(
        mine=many,
        others=tuple(replace(v, number=v.number + 500) for v in many),
        handovers=offers,
        updates_due=many,
    )
    assert mistakes_of_view(home(shown, now=NOW, command="/incident")) == []


_PRIVATE: dict[str, Callable[[IncidentView, list[EntryView], str, DrawContext], Drawing]] = {
    "info": lambda view, _, __, context: info(view, context=context),
    "panel": lambda view, _, __, context: panel(view, context=context),
    "timeline": lambda _, told, *__: timeline(timeline_page(told, page=2, pages=3), now=NOW),
    "list": lambda view, _, word, __: incident_list(
        [replace(view, number=n) for n in range(1, 21)],
        now=NOW,
        page=2,
        has_more=True,
        choice=word[:20],
        severities=SEVERITIES,
    ),
    "empty list": lambda *_: incident_list(
        [], now=NOW, page=1, has_more=False, choice="", severities=SEVERITIES
    ),
    "times": lambda view, _, word, __: times(
        view,
        [
            TimeView(name="resolved_at", value=NOW, automatic=auto, set_by=ANA, reason=word, recorded_at=NOW)
            for auto in (True, False)
        ],
        now=NOW,
        command="/incident",
    ),
    "catchup": lambda view, told, _, context: catchup(
        view,
        updates=[context.update] if context.update else [],
        decisions=told,
        happened=told,
        handovers=[HANDOVER],
        context=context,
    ),
    "help": lambda _, __, word, ___: help_text(
        [VerbHelp(name="update", example=word, does=word, aliases=(word,))] * 40, command=word, place=word
    ),
    "answered": lambda view, *_: answered(view, action_id="still_on_it", by=ANA, now=NOW),
}


@pytest.mark.parametrize("which", sorted(_PRIVATE))
def test_every_private_answer_is_one_that_slack_takes(which: str) -> None:
    """Whatever the words, an answer stays within Slack's limits and mentions only whom we meant."""

    @_quick
    @given(incidents(), st.lists(entries(), min_size=1, max_size=3), hostile, contexts())
    def check(view: IncidentView, told: list[EntryView], word: str, context: DrawContext) -> None:
        page = [replace(told[n % len(told)], number=n) for n in range(20)]
        drawn = _PRIVATE[which](view, page, word, context)
        assert mistakes_of_message(drawn.text, drawn.blocks) == []

    check()


@_quick
@given(incidents())
def test_a_topic_fits_and_mentions_nobody(view: IncidentView) -> None:
    """The topic has at most 250 characters, and nothing in it is read as a mention."""
    written = topic(view)
    assert 0 < len(written) <= 250
    assert unmeant(written) == []


@pytest.mark.parametrize("before", range(11))
def test_a_topic_is_cut_between_escapes(before: int) -> None:
    """A name full of signs is cut where a sign ends, not in the middle of `&amp;`."""
    label = "x" * before + "&" * 60
    role = replace(ROLES[0], label=label, holder=replace(ANA, name="<" * 60))
    assert unmeant(topic(incident(roles=(role,)))) == []


@_quick
@given(hostile)
def test_a_verb_at_length_is_one_that_slack_takes(word: str) -> None:
    """A configured role's words may be anything; the help of its verb stays within Slack's limits."""
    verb = VerbHelp(name="ic", example=f"ic {word}", does=word, aliases=(word,), needs_incident=True)
    drawn = verb_help(verb, command="/incident")
    assert mistakes_of_message(drawn.text, drawn.blocks) == []
