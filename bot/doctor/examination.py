"""All checks in the order in which a person would mend what they find."""

from collections.abc import Iterable

from bot.doctor import own
from bot.doctor.acting import actions
from bot.doctor.channels import CHANNEL, channels
from bot.doctor.connection import connection
from bot.doctor.identity import CLOCK, SCOPE, identify
from bot.doctor.patient import Patient
from bot.doctor.people import PEOPLE, reachable
from bot.doctor.posting import POST, post
from bot.doctor.saying import unclear
from bot.domain.checkup import Finding


async def examine(patient: Patient, *, post_to: str | None = None) -> tuple[Finding, ...]:
    """Return what every check found; nothing is changed, and nothing is posted unless asked.

    Args:
        post_to: a channel (its name with #, or its id) for one test message, deleted at once.
    """
    config = patient.config
    findings = own.configuration(config) if config is not None else []
    findings += own.runbooks(patient)
    if config is not None:
        findings += actions(config, environment=patient.environment)
    findings += await own.database(patient)
    identity = await identify(patient)
    findings += identity.findings
    findings.append(await connection(patient))
    if not identity.known:
        later = [
            CLOCK,
            SCOPE,
            *([CHANNEL, PEOPLE] if config is not None else []),
            *([POST] if post_to else []),
        ]
        return (*findings, *_not_now(later))
    if config is not None:
        findings += await channels(patient, config=config, granted=identity.granted)
        findings += await reachable(patient, config=config)
    if post_to is not None:
        findings.append(await post(patient, channel=post_to))
    return tuple(findings)


def _not_now(checks: Iterable[str]) -> list[Finding]:
    return [unclear(check, "Slack could not be asked: see token.") for check in checks]
