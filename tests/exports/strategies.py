"""Incidents that nobody has lived: arbitrary dossiers, full of words that want to be something else."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from bot.domain.lifecycle import STATUSES
from bot.domain.metrics import SPANS
from bot.domain.run_views import OfferView, RemarkRecord, RunRecord, VoteView
from bot.domain.severity import Severity
from bot.domain.times import NAMES
from bot.domain.views import (
    CallView,
    Dossier,
    EntryView,
    HandoverView,
    HypothesisView,
    IncidentView,
    LinkView,
    PersonView,
    RevisionView,
    TermView,
    TimeView,
    UpdateView,
)

HOSTILE: Final = (
    "<script>alert(1)</script>",
    '=HYPERLINK("https://example.invalid")',
    "a;=1+1\n+2\t@x",
    "# not a heading\n- not a list\n> no quote\n1. no\n---\n===",
    "[x](javascript:alert(1)) ![y](https://example.invalid/y.png) `code` *b* _i_ ~~s~~ | a | b |",
    "```\nfence\n```",
    "{{ 7 * 7 }} {% include 'x' %}",
    "</td></table><img src=x onerror=alert(1)>",
    "\u202ereversed\u202c \x1b[31m \x07 line\u2028break\r\nand\rmore",
    "&lt;b&gt; &amp; &#60;",
    "https://example.com/a_b*c?d=1&e=<f>",
    '" onmouseover="alert(1)',
)

_SIGNS: Final = (
    *"\\`*_{}[]()<>#+-.!|~=&;:'\"$%1aX \n\t@/",
    "https://",
    "http://x.example/",
    "&lt;",
    "    ",
    "--",
)

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(_SIGNS), max_size=20).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
)
_FIRST, _LAST = datetime(1970, 1, 2), datetime(9998, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone itself
moments = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
names = st.text(st.characters(categories=("Lu", "Nd"), max_codepoint=127), min_size=1, max_size=11)
numbers = st.integers(1, 999_999_999)
people = st.builds(PersonView, slack_id=names, name=words)
labels = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _few(strategy: st.SearchStrategy[Any], **more: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3, **more).map(tuple)


revisions = st.builds(
    RevisionView,
    number=numbers,
    kind=st.sampled_from(("corrected", "edited", "hidden", "shown", "redacted")),
    at=moments,
    by=_maybe(people),
    reason=words,
    old_text=words,
    new_text=words,
)
entries = st.builds(
    EntryView,
    number=numbers,
    occurred_at=moments,
    recorded_at=moments,
    kind=labels,
    actor=_maybe(people),
    text=words,
    source=_maybe(words),
    hidden=st.booleans(),
    redacted=st.booleans(),
    data=st.dictionaries(words, json_values, max_size=3),
    source_channel=_maybe(names),
    source_ts=_maybe(words),
    revisions=_few(revisions, unique_by=lambda one: one.number),
)
updates = st.builds(
    UpdateView,
    number=numbers,
    at=moments,
    by=people,
    status=st.sampled_from(STATUSES),
    severity=_maybe(labels),
    impact=words,
    text=words,
    needs=words,
    no_change=st.booleans(),
    next_due_at=_maybe(moments),
    corrected_at=_maybe(moments),
    redacted=st.booleans(),
    entry_number=_maybe(numbers),
)
hypotheses = st.builds(
    HypothesisView,
    id=numbers,
    text=words,
    state=st.sampled_from(("open", "confirmed", "ruled_out")),
    by=_maybe(people),
    at=_maybe(moments),
    entry_number=_maybe(numbers),
)
links = st.builds(LinkView, url=labels, title=words, by=_maybe(people), at=_maybe(moments))
time_values = st.builds(
    TimeView,
    name=st.sampled_from(NAMES),
    value=_maybe(moments),
    automatic=st.booleans(),
    set_by=_maybe(people),
    reason=words,
    recorded_at=moments,
)
calls = st.builds(
    CallView,
    person=people,
    reason=words,
    called_for=words,
    called_at=moments,
    acknowledged_at=_maybe(moments),
)
terms = st.builds(TermView, role=labels, person=people, started_at=moments, ended_at=_maybe(moments))
handovers = st.builds(
    HandoverView,
    id=numbers,
    role=labels,
    from_person=_maybe(people),
    to_person=people,
    asked_by=people,
    asked_at=moments,
    expires_at=moments,
    state=st.sampled_from(("open", "accepted", "declined", "lapsed", "overtaken")),
)
votes = st.builds(VoteView, person=people, helped=st.sampled_from(("yes", "partly", "no")), at=moments)
remarks = st.builds(RemarkRecord, by=people, at=moments, owner=words, text=labels)
offers = st.builds(
    OfferView,
    runbook=labels,
    title=labels,
    reasons=_few(words),
    is_stale=st.booleans(),
    is_past=st.booleans(),
)
runs = st.builds(
    RunRecord,
    id=numbers,
    runbook=labels,
    title=labels,
    revision=labels,
    version=numbers,
    current=_maybe(numbers),
    started_by=people,
    started_at=moments,
    ended_at=_maybe(moments),
    ending=_maybe(st.sampled_from(("finished", "stopped"))),
    state=st.fixed_dictionaries({"id": labels, "values": st.lists(st.lists(words, max_size=2), max_size=2)}),
    document=words,
    votes=_few(votes),
    remarks=_few(remarks),
)
_incidents = st.builds(
    IncidentView,
    number=numbers,
    revision=st.just(1),
    title=labels,
    summary=words,
    severity=labels.map(lambda name: Severity(name=name, rank=1)),
    severity_is_set=st.booleans(),
    highest_severity=labels,
    status=st.sampled_from(STATUSES),
    is_open=st.booleans(),
    private=st.booleans(),
    drill=st.booleans(),
    impact=words,
    needs=words,
    services=_few(words),
    declared_by=people,
    declared_at=moments,
    status_since=moments,
    channel_id=_maybe(names),
    channel_name=_maybe(labels),
    next_update_due_at=_maybe(moments),
    no_change_streak=st.integers(0, 99),
    nobody_called=st.booleans(),
    merged_into=st.none(),
    roles=st.just(()),
    times=st.just({}),
    hypotheses=_few(hypotheses),
    links=_few(links),
    calls=_few(calls, unique_by=lambda one: one.person.slack_id),
    status_before_merge=_maybe(st.sampled_from(STATUSES)),
    channel_is_ours=st.booleans(),
)


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Draw an incident that the database could hold: numbers are unique, times follow from their history."""
    history = draw(_few(time_values))
    current = {one.name: one.value for one in history}
    incident = draw(_incidents)
    return Dossier(
        incident=replace(incident, times={name: current.get(name) for name in NAMES}),
        updates=draw(_few(updates, unique_by=lambda one: one.number)),
        entries=draw(_few(entries, unique_by=lambda one: one.number)),
        terms=draw(_few(terms)),
        times=history,
        metrics=draw(
            st.dictionaries(st.sampled_from(tuple(SPANS)), _maybe(st.floats(-1e9, 1e9)), max_size=4)
        ),
        handovers=draw(_few(handovers)),
        runs=draw(_few(runs, unique_by=lambda one: one.id)),
        offers=draw(_few(offers)),
    )
