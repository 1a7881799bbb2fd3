"""Short ways to a finding, and what Slack's refusals mean for a check that could not be made."""

from typing import Final

from bot.delivery.failure import REFUSED_TOKENS, SlackFailure
from bot.domain.checkup import Finding, State

_UNREACHABLE: Final = frozenset({"refused", "no_answer"})


def well(check: str, what: str, *, subject: str = "") -> Finding:
    """Return that all is well."""
    return Finding(check=check, subject=subject, state=State.OK, what=what)


def doubtful(check: str, what: str, how_to_mend: str, *, subject: str = "") -> Finding:
    """Return what works, but probably not as it was meant."""
    return Finding(check=check, subject=subject, state=State.WARNING, what=what, how_to_mend=how_to_mend)


def broken(check: str, what: str, how_to_mend: str, *, subject: str = "") -> Finding:
    """Return what does not work until somebody mends it."""
    return Finding(check=check, subject=subject, state=State.BROKEN, what=what, how_to_mend=how_to_mend)


def unknown(check: str, failure: SlackFailure, *, subject: str = "") -> Finding:
    """Return that Slack did not let us find out."""
    what, how_to_mend = _meaning(failure)
    return unclear(check, what, how_to_mend, subject=subject)


def unclear(check: str, what: str, how_to_mend: str = "", *, subject: str = "") -> Finding:
    """Return that nobody knows."""
    return Finding(check=check, subject=subject, state=State.UNKNOWN, what=what, how_to_mend=how_to_mend)


def _meaning(failure: SlackFailure) -> tuple[str, str]:
    if failure.retry_after_s is not None:
        wait = round(failure.retry_after_s)
        return f"Slack asked us to wait {wait} s.", "Run the doctor again after that."
    if failure.error in _UNREACHABLE:
        return (
            "Slack could not be reached.",
            "Check this machine's way to the internet, and SLACK_API_URL if it is set.",
        )
    if failure.error == "missing_scope":
        needed = f" {failure.needed}" if failure.needed else ""
        return (
            f"Slack did not let the bot look: the scope{needed} is missing.",
            "Mend the scopes first, then run the doctor again.",
        )
    if failure.error in REFUSED_TOKENS:
        return f"Slack refuses the token ({failure.error}).", "Mend the token first."
    return (
        f"Slack answered {failure.method} with {failure.error}.",
        "Run the doctor again in some minutes; status.slack.com says whether Slack has trouble.",
    )
