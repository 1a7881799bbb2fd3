"""Whether the token is good, which scopes it has, and whether this machine's clock agrees with Slack's.

All three come from one call of `auth.test`: Slack names the granted scopes and its own time in the headers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from bot.config.manifest import SCOPES
from bot.delivery.failure import REFUSED_TOKENS, SlackFailure
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, unclear, unknown, well
from bot.domain.checkup import Finding
from bot.domain.durations import say
from bot.domain.words import listed

TOKEN: Final = "token"  # noqa: S105 - the name of a check
SCOPE: Final = "scope"
CLOCK: Final = "clock"

FARTHEST: Final = timedelta(seconds=60)
"""How far the clock may be off: Slack refuses beyond 300 s what is signed, and a drifting clock goes on."""

_SECOND: Final = timedelta(seconds=1)  # the header's resolution
_COPY_IT: Final = (
    "Copy the Bot User OAuth Token (xoxb-…) from the app's page OAuth & Permissions into SLACK_BOT_TOKEN, "
    "then start Muster again."
)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What Slack says of the token.

    Args:
        known: whether Slack can be asked more.
        granted: the scopes that the token has; None when Slack did not say.
    """

    known: bool
    granted: frozenset[str] | None
    findings: tuple[Finding, ...]


async def identify(patient: Patient) -> Identity:
    """Ask Slack whom the token speaks for, and return what was found of token, scopes and clock."""
    if not patient.settings.slack_bot_token:
        return _nobody(broken(TOKEN, "SLACK_BOT_TOKEN is not set.", _COPY_IT))
    before = patient.clock.now()
    try:
        answer = await patient.slack.ask("auth.test")
    except SlackFailure as failure:
        if failure.error in REFUSED_TOKENS:
            return _nobody(broken(TOKEN, f"Slack refuses SLACK_BOT_TOKEN ({failure.error}).", _COPY_IT))
        return _nobody(unknown(TOKEN, failure))
    after = patient.clock.now()
    granted = _granted(answer.headers)
    who = f"It is that of @{answer.data.get('user', '?')} in {answer.data.get('team', '?')}."
    return Identity(
        known=True,
        granted=granted,
        findings=(
            well(TOKEN, who),
            *scopes(granted),
            clock(answer.headers, before=before, after=after),
        ),
    )


def _nobody(finding: Finding) -> Identity:
    return Identity(known=False, granted=None, findings=(finding,))


def _granted(headers: Mapping[str, str]) -> frozenset[str] | None:
    said = headers.get("x-oauth-scopes")
    return None if said is None else frozenset(word.strip() for word in said.split(",") if word.strip())


def scopes(granted: frozenset[str] | None) -> list[Finding]:
    """Return which scopes of the manifest the token lacks."""
    if granted is None:
        return [
            unclear(
                SCOPE,
                "Slack did not say which scopes are granted.",
                "Compare the page OAuth & Permissions with what `muster manifest` prints.",
            )
        ]
    missing = [one for one in SCOPES if one not in granted]
    if not missing:
        unused = sorted(granted - set(SCOPES))
        more = f" It has {listed(unused)} besides, which Muster does not use." if unused else ""
        return [well(SCOPE, f"All {len(SCOPES)} are granted.{more}")]
    how_to_mend = (
        "Paste what `muster manifest` prints into the app's page App Manifest, save, and press Reinstall to "
        "Workspace on the page Install App. If Slack then shows another token, put that into SLACK_BOT_TOKEN."
    )
    return [
        broken(SCOPE, f"It is not granted. What it is for: {SCOPES[one]}.", how_to_mend, subject=one)
        for one in missing
    ]


def clock(headers: Mapping[str, str], *, before: datetime, after: datetime) -> Finding:
    """Return whether this machine's clock agrees with Slack's.

    Args:
        headers: of Slack's answer; `date` is Slack's time, in whole seconds.
        before, after: this machine's time when Slack was asked, and when it answered.
    """
    try:
        theirs = parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return unclear(CLOCK, "Slack did not say what time it is.", "Compare the clock by hand.")
    ahead = max(before - theirs - _SECOND, timedelta(0))
    behind = max(theirs - after, timedelta(0))
    off = max(ahead, behind)
    if off <= FARTHEST:
        return well(CLOCK, "This machine's clock agrees with Slack's.")
    direction = "ahead of" if ahead else "behind"
    return broken(
        CLOCK,
        f"This machine's clock is {say(off)} {direction} Slack's: requests are refused beyond 5 min, and "
        "reminders and timelines carry wrong times.",
        "Let the machine set its clock by NTP (`timedatectl set-ntp true` on most Linux systems).",
    )
