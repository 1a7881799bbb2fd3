"""What is said about actions: asked for, approved, run, failed, in doubt; and about emergency access."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.text import cut, escape, slack_date
from bot.domain.words.phrases import code, listed

_LONGEST_OUTPUT = 2_500
"""Characters of an answer on the timeline; a message in Slack has no room for more."""

# ---------------------------------------------------------------- asking


def no_one() -> str:
    """Name who may approve where the configuration names nobody."""
    return "somebody whom the configuration names (nobody so far)"


def no_action(step: int) -> str:
    """Answer who wants a step's action run where there is none."""
    return f"Step {step} has no action: do it by hand, as the step says."


def action_not_possible(sentences: Sequence[str]) -> str:
    """Answer who wants an action that the configuration or its values do not allow."""
    why = " ".join(escape(one) for one in sentences)
    return f"Muster may not do this: {why} Do it by hand, as the step says."


def action_too_long() -> str:
    """Answer who wants an action whose call nobody could be shown whole."""
    return (
        "Muster may not do this: the call is longer than a message can show, and nobody approves what they "
        "cannot read. Do it by hand, as the step says."
    )


def would_be_called(shown: str) -> str:
    """Answer a dry run of what has none: exactly what would be called.

    Args:
        shown: the call as plain text.
    """
    exact = escape(shown.replace("```", "'''"))
    return f"Nothing was run. This is what would be:\n```\n{cut(exact, _LONGEST_OUTPUT)}\n```"


def action_open(state: str) -> str:
    """Answer who asks for what has been asked for already."""
    if state == "asked":
        return "It has been asked for already, and waits for approval in the runbook's thread."
    if state == "in_doubt":
        return "It may have run already: say first in the runbook's thread whether it did."
    return "It is being run already; the runbook's thread says what comes of it."


def action_starts(*, dry: bool) -> str:
    """Answer who started an action that needs no approval."""
    what = "The dry run starts" if dry else "It starts now"
    return f"{what}; the runbook's thread says what comes of it."


def action_waits(*, needed: int, approvers: str, available: int) -> str:
    """Answer who asked for an action that needs approval.

    Args:
        approvers: who may approve, as mrkdwn.
        available: how many people could do so now, other than who asked.
    """
    count = "one approval" if needed == 1 else "two approvals, of two people"
    said = f"It waits for {count}, by {approvers}, in the runbook's thread."
    if available < needed:
        there = "nobody else holds such a role" if not available else "only one other person does"
        said += f" Now {there}: give the role to somebody, so that it can be approved."
    return said


def action_stopped(name: str, *, since: datetime, approvers: str, command: str = "/incident") -> str:
    """Answer who asks for what the circuit breaker has stopped."""
    return (
        f"`{code(name)}` failed too often and is stopped since {slack_date(since)}. "
        f"Find out why first; then {approvers} can allow it again: `{command} runbook reset`."
    )


def no_such_request() -> str:
    """Answer a button of a request that is not there."""
    return "Nothing like this was asked for here. Look at the runbook's card again."


# ---------------------------------------------------------------- deciding


def nothing_waits() -> str:
    """Answer who decides about a request by words where there is none."""
    return "Nothing waits for approval in this incident."


def request_named(number: int, *, name: str, step: int, title: str) -> str:
    """Name one of several requests, for a list of them."""
    return f"#{number} `{code(name)}` of step {step} of “{escape(cut(title, 60))}”"


def which_request(names: Sequence[str], *, example: str, command: str = "/incident") -> str:
    """Answer who decides by words where it is not clear about which request.

    Args:
        names: of all that could be meant, as `request_named` names them.
        example: what can be typed behind `runbook`.
    """
    one_of_them = listed(names, last="or")
    return f"Which one? {one_of_them}. Say it with its number: `{command} runbook {code(example)}`."


def action_approved(*, needed: int) -> str:
    """Answer who approved.

    Args:
        needed: how many approvals are still missing.
    """
    if needed:
        return "You approved it. It needs one more person."
    return "You approved it, and it starts now; the runbook's thread says what comes of it."


def action_declined() -> str:
    """Answer who declined."""
    return "You declined it; it does not run."


def action_withdrawn() -> str:
    """Answer who took a request back."""
    return "You took it back; it does not run."


def approved_too_long_ago() -> str:
    """Say why an approved action was not started."""
    return "It was approved too long ago: Muster was away. Ask for it again."


def run_moved_on() -> str:
    """Say why an approved action was not started: the run is at another step, or has ended."""
    return "The runbook has moved on since."


def call_changed() -> str:
    """Say why an approved action was not started: it would be another one."""
    return "What would be called has changed since it was approved. Ask for it again."


# ---------------------------------------------------------------- in doubt


def nothing_in_doubt() -> str:
    """Answer who says whether an action happened where none is in doubt."""
    return "No action is in doubt in this incident."


def doubt_settled() -> str:
    """Answer who says whether it happened after somebody else did."""
    return "Somebody has answered this already; nothing was changed."


def doubt_answered(*, happened: bool | None) -> str:
    """Answer who said whether an action happened."""
    if happened:
        return "Noted: it happened. Verify it as the step says, then go on."
    return "Noted: it did not happen. The step has failed; its card offers what can be done."


# ---------------------------------------------------------------- the circuit breaker


def reset_needs(approvers: str) -> str:
    """Answer who may not reset a circuit breaker."""
    return f"What failed too often can be allowed again by {approvers}."


def which_breaker(names: Sequence[str], *, command: str = "/incident") -> str:
    """Answer who wants to allow again what is not stopped, or does not say which."""
    if not names:
        return "No action is stopped; there is nothing to reset."
    known = listed([f"`{code(name)}`" for name in names])
    return f"Stopped: {known}. Say which: `{command} runbook reset {code(names[0])}`."


def may_run_again(name: str) -> str:
    """Answer who allowed an action again."""
    return f"`{code(name)}` may run again."


# ---------------------------------------------------------------- emergency access


def no_emergency_access() -> str:
    """Answer who wants emergency access where nobody would be told of it."""
    return (
        "There is no emergency access here: the configuration names no channel in which security is told "
        "(`actions.break_glass.channel`)."
    )


def emergency_needed(*, command: str = "/incident", is_possible: bool = True) -> str:
    """Answer who asks for what needs emergency access."""
    if not is_possible:
        return f"This needs emergency access. {no_emergency_access()}"
    return (
        "This needs emergency access. Get it with a reason: "
        f"`{command} runbook breakglass why it cannot wait`. Security is told."
    )


def emergency_reason() -> str:
    """Ask for a reason for emergency access."""
    return "Why is it needed? Say it in a sentence; it is kept, and security reads it."


def emergency_until(ends_at: datetime) -> str:
    """Answer who has emergency access."""
    return f"You have emergency access until {slack_date(ends_at)}. Security is told."


def emergency_ended() -> str:
    """Answer who ended emergency access."""
    return "Emergency access has ended. Security is told."


def no_emergency_to_end() -> str:
    """Answer who wants to end what nobody has."""
    return "Nobody has emergency access in this incident."
