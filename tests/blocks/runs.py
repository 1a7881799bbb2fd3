"""One run of a runbook, and runs with hostile words."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from bot.domain.run_figures import RunFact, figures
from bot.domain.run_views import (
    CodeView,
    OfferView,
    ParameterView,
    PartView,
    RemarkView,
    RunbookView,
    RunView,
    StepTextView,
    StepView,
    WayView,
)
from tests.blocks.samples import ANA, BO, NOW, hostile, people

STEPS: Final = (
    StepView(number=1, title="Measure where the lag is", state="done", by=ANA, at=NOW - timedelta(minutes=9)),
    StepView(
        number=2,
        title="End the query that holds up replay",
        state="claimed",
        by=BO,
        at=NOW - timedelta(minutes=4),
        since=NOW - timedelta(minutes=4),
        due_at=NOW + timedelta(minutes=6),
        can_be_undone=True,
        ways=(
            WayView(condition="the lag falls", kind="step", step=3),
            WayView(condition="", kind="runbook", runbook="alert-storm"),
        ),
    ),
    StepView(number=3, title="Tell people", state="open"),
)

TEXT: Final = StepTextView(
    do=PartView(
        text="Ask its **owner** first, if `application_name` says who that is.",
        codes=(CodeView(text="SELECT pg_cancel_backend(4711);", language="sql"),),
    ),
    expect=PartView(text="`t`."),
    verify=PartView(text="The lag falls between two calls."),
    undo=PartView(text="The query has to be run again by its owner."),
    risk="guarded",
)

RUN: Final = RunView(
    id=3,
    runbook="replication-lag",
    title="Replication lag",
    revision="0123456789ab",
    version=5,
    steps=STEPS,
    current=2,
    started_by=ANA,
    started_at=NOW - timedelta(minutes=10),
    text=TEXT,
)

ENDED: Final = replace(
    RUN,
    current=None,
    text=None,
    ending="finished",
    ended_by=BO,
    ended_at=NOW,
    next_runbook="alert-storm",
    steps=tuple(replace(step, state="done", by=BO, at=NOW) for step in STEPS),
)

STOPPED: Final = replace(ENDED, ending="stopped", why="it was a false lead", next_runbook="")

OFFER: Final = OfferView(
    runbook="replication-lag", title="Replication lag", reasons=("words: replication lag", "for SEV2")
)

REMARK: Final = RemarkView(
    incident=42,
    runbook="replication-lag",
    revision="0123456789ab",
    owner="@oncall",
    at=NOW,
    by=BO,
    text="Step 3 needs a superuser; the on-call is none.",
)

RUNBOOK: Final = RunbookView(
    id="replication-lag",
    title="Replication lag",
    owner="@oncall",
    is_stale=True,
    summary="A replica is **behind** its primary.",
    steps=tuple(step.title for step in STEPS),
    parameters=(
        ParameterView(name="primary", description="Host of the primary"),
        ParameterView(name="pid", description="Process id of the session to end", default="0"),
    ),
)

FIGURES: Final = figures(
    [
        RunFact(
            incident=1, runbook="replication-lag", ending="finished", took_s=900, votes=("yes", "partly")
        ),
        RunFact(incident=2, runbook="alert-storm", ending="stopped", took_s=60),
    ],
    offered={"replication-lag": 3},
    resolved={1, 2},
    outcomes={"replication-lag": (19, 1)},
)

parts = st.builds(
    PartView,
    text=hostile | st.text(max_size=2_000),
    codes=st.lists(
        st.builds(CodeView, text=hostile | st.text(min_size=1, max_size=2_500), language=hostile), max_size=2
    ).map(tuple),
)
ways = st.builds(
    WayView,
    condition=hostile,
    kind=st.sampled_from(["step", "runbook", "finish", "continue"]),
    step=st.integers(1, 50),
    runbook=st.sampled_from(["alert-storm", "x" * 60]),
)


runbooks = st.builds(
    lambda title, owner, summary, steps: replace(
        RUNBOOK, title=title, owner=owner, summary=summary, steps=tuple(steps)
    ),
    hostile,
    hostile,
    hostile | st.text(max_size=2_000),
    st.lists(hostile, max_size=50),
)
parameters = st.builds(
    ParameterView, name=st.just("namespace"), description=hostile, default=st.none() | hostile
)


remarks = st.builds(
    lambda text, owner, runbook: replace(REMARK, text=text, owner=owner, runbook=runbook),
    st.text(min_size=1, max_size=4_000) | hostile.filter(bool),
    hostile,
    hostile,
)


@st.composite
def runs(draw: st.DrawFn) -> RunView:
    """Any run: long texts, many steps, hostile words everywhere."""
    count = draw(st.sampled_from([1, 3, 50]))
    state = st.sampled_from(["open", "claimed", "done", "failed", "skipped", "undone"])
    some = StepView(
        number=1,
        title=draw(hostile),
        state=draw(state),
        by=draw(st.none() | people()),
        at=NOW,
        why=draw(hostile),
        since=NOW,
        due_at=draw(st.sampled_from([None, NOW, NOW + timedelta(hours=1)])),
        can_be_undone=draw(st.booleans()),
        ways=tuple(draw(st.lists(ways, max_size=6))),
    )
    current = draw(st.none() | st.integers(1, count))
    return replace(
        RUN if current is not None else ENDED,
        title=draw(hostile),
        why=draw(hostile),
        steps=tuple(replace(some, number=number) for number in range(1, count + 1)),
        current=current,
        text=StepTextView(
            do=draw(parts),
            expect=draw(st.none() | parts),
            undo=draw(st.none() | parts),
            risk=draw(st.sampled_from(["", "safe", "dangerous"])),
            problems=tuple(draw(st.lists(hostile, max_size=2))),
        ),
        before=tuple(draw(st.lists(parts, max_size=2))),
        next_runbook=draw(st.sampled_from(["", "alert-storm"])),
    )
