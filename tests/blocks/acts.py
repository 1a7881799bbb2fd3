"""One action of a runbook and one emergency access, and such with hostile words."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from bot.domain.action_views import AccessView, ActionView, OfferedAction
from tests.blocks.samples import ANA, BO, NOW, hostile, people

SHOWN: Final = (
    "/usr/local/bin/kubectl --namespace=shop rollout undo deployment/checkout\n"
    "# in /, with KUBECONFIG\n# at most 30 s"
)

ASKED: Final = ActionView(
    id=7,
    run=3,
    runbook="Rollback after a deploy",
    step=2,
    title="Roll back",
    name="command rollout-undo",
    shown=SHOWN,
    digest="0123456789abcdef" * 4,
    risk="guarded",
    state="asked",
    dry=False,
    break_glass=False,
    asked_by=ANA,
    asked_at=NOW - timedelta(minutes=2),
    expires_at=NOW + timedelta(minutes=13),
    needed=1,
    approvers=("U0BO",),
)

RUNNING: Final = replace(
    ASKED, state="running", approvals=(BO,), needed=0, started_at=NOW - timedelta(minutes=1)
)

SUCCEEDED: Final = replace(
    RUNNING,
    state="succeeded",
    settled_at=NOW,
    why="ended well",
    output="deployment.apps/checkout rolled back",
)

FAILED: Final = replace(
    SUCCEEDED, state="failed", why="ended with code 1", output='Error: deployments.apps "checkout" not found'
)

IN_DOUBT: Final = replace(SUCCEEDED, state="in_doubt", why="was cut off when Muster stopped", output="")

ANSWERED: Final = replace(IN_DOUBT, state="succeeded", why="happened, as somebody has seen", settled_by=BO)

LAPSED: Final = replace(ASKED, state="expired", settled_at=NOW)

OFFER: Final = OfferedAction(shown=SHOWN, risk="guarded", needed=1)

REFUSED: Final = OfferedAction(
    problem="Muster may not do this: The command “rollout-undo” is not on the allow-list "
    "(actions.commands). Do it by hand, as the step says."
)

ACCESS: Final = AccessView(
    id=4,
    person=ANA,
    reason="the vault is sealed and customers cannot pay",
    granted_at=NOW,
    ends_at=NOW + timedelta(minutes=30),
)

_STATES: Final = "asked approved running succeeded failed in_doubt declined expired withdrawn".split()


@st.composite
def acts(draw: st.DrawFn) -> ActionView:
    """Any request: long calls, long answers, hostile words everywhere."""
    return replace(
        ASKED,
        runbook=draw(hostile),
        title=draw(hostile),
        shown=draw(hostile | st.text(max_size=4_000)),
        state=draw(st.sampled_from(_STATES)),
        dry=draw(st.booleans()),
        break_glass=draw(st.booleans()),
        asked_by=draw(st.none() | people()),
        approvals=tuple(draw(st.lists(people(), max_size=3))),
        approvers=tuple(draw(st.lists(st.sampled_from(["U0BO", "<!channel>"]), max_size=30))),
        needed=draw(st.integers(0, 2)),
        settled_at=draw(st.none() | st.just(NOW)),
        settled_by=draw(st.none() | people()),
        why=draw(hostile),
        output=draw(st.just("") | hostile | st.text(max_size=4_000)),
        redacted=draw(st.booleans()),
    )


@st.composite
def offers(draw: st.DrawFn) -> OfferedAction:
    """Any offer."""
    return OfferedAction(
        shown=draw(hostile | st.text(max_size=4_000)),
        risk=draw(st.sampled_from(["safe", "guarded", "dangerous"])),
        break_glass=draw(st.booleans()),
        problem=draw(st.sampled_from(["", REFUSED.problem])),
        latest=draw(st.none() | acts()),
    )


@st.composite
def accesses(draw: st.DrawFn) -> AccessView:
    """Any emergency access."""
    return replace(
        ACCESS,
        person=draw(people()),
        reason=draw(hostile | st.text(max_size=4_000)),
        ended_at=draw(st.none() | st.just(NOW)),
        ended_by=draw(st.none() | people()),
    )
