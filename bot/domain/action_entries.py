"""What the timeline says of actions and emergency access: plain text, escaped by whoever shows it."""

from datetime import UTC, datetime, timedelta

from bot.domain.durations import say
from bot.domain.moments import say_moment
from bot.domain.text import cut

LONGEST_OUTPUT = 2_500
"""Characters of an answer on the timeline; a message in Slack has no room for more."""


def _step(title: str, step: int) -> str:
    return f"Runbook “{title}”, step {step}"


def asked(title: str, *, step: int, dry: bool, by_rule: bool, exact: str) -> str:
    """Write for the timeline what was asked for: the exact call."""
    what = "dry run" if dry else "action"
    how = "started by a rule of the configuration" if by_rule else "asked for"
    return f"{_step(title, step)}: {what} {how}.\n{cut(exact, LONGEST_OUTPUT)}"


def approved(title: str, *, step: int, needed: int) -> str:
    """Write an approval for the timeline."""
    return f"{_step(title, step)}: action approved{'; one more is needed' if needed else ''}."


def declined(title: str, *, step: int, why: str) -> str:
    """Write a refusal for the timeline."""
    return f"{_step(title, step)}: action declined{f' ({why})' if why else ''}."


def taken_back(title: str, *, step: int) -> str:
    """Write for the timeline that a request was taken back."""
    return f"{_step(title, step)}: the request for its action was taken back."


def lapsed(*, step: int) -> str:
    """Write for the timeline that nobody approved."""
    return f"The action of step {step} was not approved in time."


def not_run(title: str, *, step: int, why: str) -> str:
    """Write for the timeline why an approved action did not run."""
    return f"{_step(title, step)}: action not run. {why}"


def started(title: str, *, step: int, dry: bool, exact: str) -> str:
    """Write for the timeline that a call is being made."""
    return f"{_step(title, step)}: {'dry run' if dry else 'action'} started: {exact}"


def ended(title: str, *, step: int, dry: bool, said: str, output: str, left_out: int) -> str:
    """Write for the timeline how a call ended, and what it answered.

    Args:
        said: completes "It …".
        left_out: bytes of the answer that were not kept.
    """
    head = f"{_step(title, step)}: {'dry run' if dry else 'action'} {said}."
    left = f"\n({left_out} bytes more were left out.)" if left_out else ""
    return f"{head}\n{_shortened(output)}{left}".rstrip()


def in_doubt(title: str, *, step: int, said: str, output: str) -> str:
    """Write for the timeline that nobody knows whether an action happened."""
    head = f"{_step(title, step)}: nobody knows whether its action happened: it {said}."
    return f"{head}\n{_shortened(output)}".rstrip()


def doubt_answered(title: str, *, step: int, happened: bool | None) -> str:
    """Write for the timeline what somebody found out about an action in doubt."""
    if happened is None:
        return f"{_step(title, step)}: the action in doubt is asked for again."
    return f"{_step(title, step)}: the action in doubt {'happened' if happened else 'did not happen'}."


def how_doubt_ended(*, happened: bool | None) -> str:
    """Complete how a request in doubt ended."""
    if happened is None:
        return "is asked for again"
    return "happened, as somebody has seen" if happened else "did not happen, as somebody has seen"


def did_not_happen() -> str:
    """Say why a step failed whose action did not happen."""
    return "its action did not happen"


def why_step_failed(said: str) -> str:
    """Say why a step failed whose action did."""
    return f"its action {said}"


def breaker_opened(name: str, *, failures: int, within: timedelta) -> str:
    """Write for the timeline that an action was stopped."""
    return f"Action {name} was stopped: it failed {failures} times within {say(within)}."


def breaker_reset(name: str) -> str:
    """Write for the timeline that an action may run again."""
    return f"Action {name} may run again."


def emergency_granted(name: str, *, until: datetime, reason: str) -> str:
    """Write emergency access for the timeline."""
    return f"{name} has emergency access until {say_moment(until, zone=UTC)}: {reason}"


def emergency_ended(name: str, *, by_itself: bool) -> str:
    """Write for the timeline that emergency access has ended."""
    return f"The emergency access of {name} has ended{' by itself' if by_itself else ''}."


def _shortened(output: str) -> str:
    """Return an answer as it goes on the timeline: its beginning, and its end, where errors stand."""
    if len(output) <= LONGEST_OUTPUT:
        return output
    half = LONGEST_OUTPUT // 2
    left = len(output) - 2 * half
    return f"{output[:half]}\n(… {left} characters …)\n{output[-half:]}"
