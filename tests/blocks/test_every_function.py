"""Whatever people type: no function that makes text for Slack lets it become markup that we did not mean.

The functions are found, not listed: a new one is covered as it is written, or fails until somebody says what
its arguments may hold.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import bot.blocks
from bot.blocks.actions import CLOSE_LATER, RUN_SKIP, RUN_STOP, STILL_MONITORING, STILL_ON_IT
from bot.blocks.checkup import Told
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing
from bot.blocks.facts import Facts
from bot.blocks.helping import VerbHelp
from bot.blocks.home import Home
from bot.blocks.modals.declare import Draft
from bot.domain import lifecycle, words
from bot.domain.action_views import ActionView, OfferedAction
from bot.domain.run_figures import Figures, RunbookFigures
from bot.domain.run_views import ParameterView, PartView, RunbookView, RunView, StepView, WayView
from bot.domain.severity import Severity
from bot.domain.views import (
    EntryView,
    HandoverView,
    IncidentOutline,
    IncidentView,
    NeighbourView,
    PendingView,
    PersonView,
    TimelinePage,
    TimeView,
    UpdateView,
)
from tests.blocks.acts import acts, offers
from tests.blocks.functions import arguments, call, functions, name_of
from tests.blocks.limits import mistakes_of_message, mistakes_of_view, unmeant
from tests.blocks.runs import FIGURES, STEPS, parameters, parts, runbooks, runs, ways
from tests.blocks.samples import (
    HANDOVER,
    NOW,
    SEV1,
    SEVERITIES,
    contexts,
    entries,
    facts,
    hostile,
    incidents,
    moments,
    neighbours,
    pendings,
    people,
    timeline_page,
    updates,
)

BRICKS = ("actions", "drawing", "elements", "facts", "fields", "modals.frame", "registry")
"""Modules that draw nothing by themselves: what they get is safe already, or no text."""

OURS = st.just("Our own words.")
SEVERITY = st.sampled_from(SEVERITIES) | hostile.map(lambda word: replace(SEV1, meaning=word))
ENDING = st.sampled_from(["resolved", "closed", "cancelled"])
STATUS = st.sampled_from(lifecycle.STATUSES)


@dataclass(frozen=True)
class Shown:
    """What App Home shows."""

    mine: tuple[IncidentView, ...] = ()
    others: tuple[IncidentView, ...] = ()
    handovers: tuple[tuple[IncidentView, HandoverView], ...] = ()
    updates_due: tuple[IncidentView, ...] = ()


KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: hostile,
    int: st.integers(1, 99_999),
    bool: st.booleans(),
    float: st.floats(0, 1),
    datetime: moments,
    timedelta: st.integers(1, 90_000).map(lambda seconds: timedelta(seconds=seconds)),
    tzinfo: st.just(UTC),
    IncidentOutline: incidents(),
    IncidentView: incidents(),
    Facts: facts(),
    DrawContext: contexts(),
    EntryView: entries(),
    UpdateView: updates(),
    NeighbourView: neighbours(),
    PendingView: pendings(),
    TimelinePage: st.builds(
        timeline_page,
        st.lists(entries(), max_size=3, unique_by=lambda entry: entry.number),
        page=st.integers(1, 3),
        pages=st.just(3),
    ),
    PersonView: people(),
    HandoverView: st.just(HANDOVER),
    Severity: SEVERITY,
    TimeView: st.builds(
        TimeView,
        name=st.just("resolved_at"),
        value=st.just(NOW),
        automatic=st.booleans(),
        set_by=st.none() | people(),
        reason=hostile,
        recorded_at=st.just(NOW),
    ),
    Home: st.builds(
        Shown,
        mine=st.lists(incidents(), max_size=1).map(tuple),
        others=st.lists(incidents(), max_size=1).map(tuple),
        handovers=st.lists(st.tuples(incidents(), st.just(HANDOVER)), max_size=1).map(tuple),
    ).filter(lambda home: not {one.number for one in home.mine} & {one.number for one in home.others}),
    VerbHelp: st.builds(
        VerbHelp,
        name=st.just("ic"),
        example=hostile,
        does=hostile,
        aliases=st.tuples(hostile),
        more=st.just(()),
    ),
    Draft: st.builds(
        Draft,
        title=hostile,
        severity=hostile,
        impact=hostile,
        services=hostile,
        started_at=st.none() | moments,
    ),
    Figures: st.just(FIGURES),
    RunbookFigures: st.sampled_from(FIGURES.runbooks),
    OfferedAction: offers(),
    ActionView: acts(),
    RunView: runs(),
    RunbookView: runbooks,
    ParameterView: parameters,
    PartView: parts,
    WayView: ways,
    StepView: st.sampled_from(STEPS),
    Told: st.fixed_dictionaries(dict.fromkeys(("check", "subject", "what", "how_to_mend"), hostile)),
}
"""By the type of a parameter: all that it may hold."""

NAMED: dict[Any, st.SearchStrategy[Any]] = {
    "command": st.just("/incident"),
    "metadata": st.just(""),
    "now": st.just(NOW),
    "bot": st.just("U0MUSTER"),
    "action_id": st.just("anything"),
    "status": STATUS,
    "words.standing.status_changed.to": STATUS,
    "words.standing.status_changed.old": STATUS,
    "words.standing.is_over.status": st.sampled_from(["merged", "closed", "cancelled"]),
    "words.phrases.listed.words": st.just(["a", "b"]),
    "words.phrases.listed.last": OURS,
    "checkup.checkup.broke": st.lists(KINDS[Told], min_size=1, max_size=2),
    "helping.help_text.verbs": st.lists(KINDS[VerbHelp], min_size=1, max_size=3),
    "asking.asking.text": OURS,
    "asking.asking.buttons": st.just([]),
    "asking.settled.text": OURS,
    "asking.answered.action_id": st.sampled_from([STILL_ON_IT, STILL_MONITORING, CLOSE_LATER]),
    "confirmations.ending.to": ENDING,
    "modals.endings.confirm_form.to": ENDING,
    "modals.notice.notice.sentence": OURS,
    "modals.update.update_form.note": OURS,
    "lists.incident_list.views": st.lists(incidents(), max_size=3, unique_by=lambda view: view.number),
    "lists.incident_list.choice": hostile.map(lambda word: word[:20]),
    "lists.told.block_id": OURS,
    "following.step_at_length.run": runs().filter(lambda run: run.step is not None),
    "runbooks.runbook_list.found": st.lists(runbooks, max_size=1),
    "modals.runbooks.start_form.asked": st.lists(parameters, max_size=1),
    "modals.runbooks.values_form.asked": st.lists(parameters, max_size=1),
    "modals.runbooks.why_form.choice": st.sampled_from([RUN_SKIP, RUN_STOP]),
    "wording.status.name": STATUS,
    "approvers": OURS,
    "security.security.facts": st.fixed_dictionaries(
        {
            "what": st.sampled_from(["granted", "used", "ended"]),
            "person": hostile,
            "until": st.just(NOW.isoformat()),
            "record": hostile,
            "incident": hostile,
            "title": hostile,
            "reason": hostile,
            "call": hostile,
        }
    ),
    "wording.who.nobody": OURS,
    "update.announced_update.view": incidents(private=False),
    "announcement.announcement.view": incidents(private=False),
    "announcement.raised.view": incidents(private=False),
    "remarks.remark.view": incidents(private=False),
    **dict.fromkeys(("state", "time", "what", "mark", "said", "warning"), OURS),
    **dict.fromkeys(("formats", "verbs", "names", "called"), st.just(["ours", "too"])),
}
"""By the name of a parameter: what is not a person's, or must be one of a few."""

_quick = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # an incident has hundreds of words: making a failure small takes minutes
)

DRAWINGS = {name_of(one): one for one in functions(bot.blocks, but=BRICKS)}


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_no_drawing_lets_words_become_markup(name: str) -> None:
    """Every function in `bot/blocks` that draws, whatever stands in its arguments."""
    function = DRAWINGS[name]

    @_quick
    @given(arguments(function, named=NAMED, kinds=KINDS))
    def check(values: dict[str, Any]) -> None:
        assert mistakes(call(function, values)) == []

    check()


SENTENCES = {name_of(one): one for one in functions(words)}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_no_sentence_lets_words_become_markup(name: str) -> None:
    """Every function in `bot/domain/words`."""
    function = SENTENCES[name]

    @_quick
    @given(arguments(function, named=NAMED, kinds=KINDS))
    def check(values: dict[str, Any]) -> None:
        assert mistakes(call(function, values)) == []

    check()


def mistakes(made: Any) -> list[str]:
    """Return what Slack would refuse, or read as something that was not meant."""
    if isinstance(made, Drawing):
        return mistakes_of_message(made.text, made.blocks)
    if isinstance(made, dict) and made.get("type") in ("modal", "home"):
        return mistakes_of_view(made)
    return unmeant(made)
