"""Who approves what, as a table: one yes is for one exact call, and never from who asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.domain.allowed import APPROVALS, Risk
from bot.domain.errors import NotAllowed, Refusal, Stale
from runbooks.approval import (
    START_WITHIN,
    Request,
    Settled,
    State,
    approve,
    check_asked,
    decline,
    has_lapsed,
    starts_too_late,
    withdraw,
)

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
WHO = "the IC or the tech lead"

ENDS: tuple[State, ...] = (
    "approved",
    "running",
    "succeeded",
    "failed",
    "in_doubt",
    "declined",
    "expired",
    "withdrawn",
)


def _request(risk: Risk = "guarded", state: State = "asked") -> Request:
    return Request(
        digest="d1", risk=risk, asked_by="U0ANA", expires_at=NOW + timedelta(minutes=15), state=state
    )


def _approve(
    request: Request,
    by: str,
    *,
    seen: str = "d1",
    now_digest: str = "d1",
    may_approve: bool = True,
    at: datetime = NOW,
) -> Request:
    return approve(
        request, by=by, at=at, seen=seen, now_digest=now_digest, may_approve=may_approve, approvers=WHO
    )


@pytest.mark.parametrize(("risk", "needed"), [("safe", 0), ("guarded", 1), ("dangerous", 2)])
def test_each_risk_needs_so_many_others(risk: Risk, needed: int) -> None:
    """Safe runs on a click, guarded needs one person more, dangerous two."""
    request = _request(risk)
    assert request.needed == APPROVALS[risk] == needed
    for number, person in enumerate(("U0BO", "U0CY")[:needed], start=1):
        assert request.state == "asked"
        request = _approve(request, person)
        assert request.needed == needed - number
    assert request.state == ("approved" if needed else "asked")


@pytest.mark.parametrize("risk", ["guarded", "dangerous"])
def test_who_asked_cannot_approve(risk: Risk) -> None:
    """Not even as the incident commander."""
    with pytest.raises(NotAllowed, match="cannot approve it"):
        _approve(_request(risk), "U0ANA")


def test_the_same_person_counts_once() -> None:
    """Two clicks are not two people."""
    once = _approve(_request("dangerous"), "U0BO")
    with pytest.raises(NotAllowed, match="approved it already"):
        _approve(once, "U0BO")


def test_without_the_role_nobody_approves() -> None:
    """The sentence says who can."""
    with pytest.raises(NotAllowed, match="the IC or the tech lead"):
        _approve(_request(), "U0BO", may_approve=False)


@pytest.mark.parametrize(
    ("seen", "now_digest"), [("d0", "d1"), ("d1", "d2"), ("d2", "d2")], ids=["button", "call", "both"]
)
def test_a_yes_to_another_call_does_not_count(seen: str, now_digest: str) -> None:
    """What was shown, what was asked for and what would be called now must be one."""
    with pytest.raises(Stale):
        _approve(_request(), "U0BO", seen=seen, now_digest=now_digest)


def test_a_request_lapses() -> None:
    """What nobody approved in time has to be asked for again."""
    late = NOW + timedelta(minutes=15)
    assert has_lapsed(_request(), at=late)
    assert not has_lapsed(_request(), at=late - timedelta(seconds=1))
    assert not has_lapsed(_request(state="approved"), at=late)
    with pytest.raises(Settled, match=r"has lapsed.*Ask for it again"):
        _approve(_request(), "U0BO", at=late)


@pytest.mark.parametrize("state", ENDS)
def test_what_came_of_a_request_stays(state: State) -> None:
    """A second click, a late no and a late withdrawal change nothing."""
    request = _request(state=state)
    with pytest.raises(Settled):
        _approve(request, "U0BO")
    with pytest.raises(Settled):
        decline(request, by="U0BO", at=NOW, may_approve=True, approvers=WHO)
    with pytest.raises(Settled):
        withdraw(request, by="U0ANA", at=NOW)
    with pytest.raises(Settled):
        check_asked(request, at=NOW)


def test_one_no_is_enough_and_comes_from_who_could_say_yes() -> None:
    """Whoever asked withdraws; others have no say."""
    assert decline(_request(), by="U0BO", at=NOW, may_approve=True, approvers=WHO).state == "declined"
    for by, may_approve in (("U0BO", False), ("U0ANA", True)):
        with pytest.raises(NotAllowed, match="can decline"):
            decline(_request(), by=by, at=NOW, may_approve=may_approve, approvers=WHO)


def test_only_who_asked_withdraws() -> None:
    """An approver declines instead."""
    assert withdraw(_request(), by="U0ANA", at=NOW).state == "withdrawn"
    with pytest.raises(NotAllowed, match="decline it instead"):
        withdraw(_request(), by="U0BO", at=NOW)


def test_an_old_yes_starts_nothing() -> None:
    """A bot that was down for an hour does not act on what was right an hour ago."""
    assert not starts_too_late(approved_at=NOW, at=NOW + START_WITHIN)
    assert starts_too_late(approved_at=NOW, at=NOW + START_WITHIN + timedelta(seconds=1))


@given(
    risk=st.sampled_from(["guarded", "dangerous"]),
    clicks=st.lists(
        st.tuples(
            st.sampled_from(["U0ANA", "U0BO", "U0CY", "U0DEE"]),
            st.booleans(),
            st.sampled_from(["d1", "d1", "d2"]),
            st.integers(0, 30),
        ),
        max_size=8,
    ),
)
def test_whatever_is_clicked_an_approved_call_has_its_people(
    risk: Risk, clicks: list[tuple[str, bool, str, int]]
) -> None:
    """Approved means: so many different people, none of them who asked, each in time, each for this call."""
    request = _request(risk)
    for by, may_approve, seen, minutes in clicks:
        try:
            request = _approve(
                request, by, seen=seen, may_approve=may_approve, at=NOW + timedelta(minutes=minutes)
            )
        except Refusal:
            continue
    people = {one.by for one in request.approvals}
    assert len(people) == len(request.approvals) <= APPROVALS[risk]
    assert "U0ANA" not in people
    assert all(one.digest == "d1" and one.at < request.expires_at for one in request.approvals)
    assert (request.state == "approved") == (len(people) == APPROVALS[risk])
    assert replace(request, state="asked", approvals=()) == _request(risk)
