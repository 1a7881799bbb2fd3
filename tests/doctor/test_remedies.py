"""Each fault is found, and doing what the finding says mends it: nothing more, nothing less."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.checkup import State
from tests.doctor.clinic import RULES, Clinic

Step = Callable[[Clinic], object]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of an installation.

    Args:
        name: of the finding.
        plant: makes the installation ill.
        says: what the finding tells to do.
        mend: does that, and only that.
        state: how bad it is.
    """

    name: str
    plant: Step
    says: str
    mend: Step
    state: State = State.BROKEN


def _own(clinic: Clinic, *, member: bool) -> None:
    """Put the bot into #incidents, or out of it."""
    workspace = clinic.slack.workspace
    channel = workspace.channel("incidents")
    if member:
        channel.members[workspace.app.bot_user] = None
    else:
        channel.members.pop(workspace.app.bot_user)


def _scope(clinic: Clinic, *, granted: bool) -> None:
    scopes = clinic.slack.workspace.app.scopes
    (scopes.add if granted else scopes.discard)("pins:write")


FAULTS = [
    Fault(
        name="token",
        plant=lambda clinic: clinic.set(slack_bot_token="xoxb-of-another-app"),
        says="Copy the Bot User OAuth Token",
        mend=lambda clinic: clinic.set(slack_bot_token=clinic.slack.workspace.app.bot_token),
    ),
    Fault(
        name="scope pins:write",
        plant=lambda clinic: _scope(clinic, granted=False),
        says="Reinstall to Workspace",
        mend=lambda clinic: _scope(clinic, granted=True),
    ),
    Fault(
        name="clock",
        plant=lambda clinic: clinic.clock.step(timedelta(minutes=7)),
        says="set its clock by NTP",
        mend=lambda clinic: clinic.slack.workspace.clock.step(timedelta(minutes=7)),  # type: ignore[attr-defined]
    ),
    Fault(
        name="connection",
        plant=lambda clinic: clinic.set(slack_app_token="xapp-of-another-app"),
        says="put it into SLACK_APP_TOKEN",
        mend=lambda clinic: clinic.set(slack_app_token=clinic.slack.workspace.app.app_token),
    ),
    Fault(
        name="connection",
        plant=lambda clinic: clinic.set(slack_app_token=""),
        says="into SLACK_SIGNING_SECRET",
        mend=lambda clinic: clinic.set(slack_signing_secret="0" * 32),
    ),
    Fault(
        name="channel #incidents",
        plant=lambda clinic: setattr(clinic.slack.workspace.channel("incidents"), "archived", True),
        says="Unarchive it in Slack",
        mend=lambda clinic: setattr(clinic.slack.workspace.channel("incidents"), "archived", False),
    ),
    Fault(
        name="channel #outages",
        plant=lambda clinic: clinic.configure(RULES.replace("#incidents", "#outages")),
        says="Create it in Slack or name another",
        mend=lambda clinic: clinic.slack.workspace.add_channel("outages", with_bot=True),
    ),
    Fault(
        name="channel #incidents",
        plant=lambda clinic: _own(clinic, member=False),
        says="/invite @muster",
        mend=lambda clinic: _own(clinic, member=True),
        state=State.WARNING,
    ),
    Fault(
        name="people @on-duty",
        plant=lambda clinic: clinic.configure(RULES.replace("@oncall", "@on-duty")),
        says="Create the user group in Slack",
        mend=lambda clinic: clinic.slack.workspace.add_group("on-duty", members=["ana"]),
    ),
    Fault(
        name="people @oncall",
        plant=lambda clinic: clinic.slack.workspace.people.change_group("oncall", members=[]),
        says="Add people to it in Slack",
        mend=lambda clinic: clinic.slack.workspace.people.change_group("oncall", members=["ana"]),
    ),
    Fault(
        name="people @oncall",
        plant=lambda clinic: clinic.slack.workspace.people.change_group("oncall", disabled=True),
        says="Enable it in Slack",
        mend=lambda clinic: clinic.slack.workspace.people.change_group("oncall", disabled=False),
    ),
    Fault(
        name="people @bo",
        plant=lambda clinic: clinic.slack.workspace.people.change("bo", deleted=True),
        says="Name somebody else",
        mend=lambda clinic: clinic.configure(RULES.replace("@bo", "@lea")),
    ),
    Fault(
        name="people @muster",
        plant=lambda clinic: clinic.configure(RULES.replace("@bo", "@muster")),
        says="Name a person",
        mend=lambda clinic: clinic.configure(RULES),
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{one.name}: {one.says}" for one in FAULTS])
async def test_what_the_doctor_says_mends_what_it_found(clinic: Clinic, fault: Fault) -> None:
    """Well, then ill in this one way, then well again by the finding's own words."""
    assert await clinic.troubles() == {}
    fault.plant(clinic)
    state, told = (await clinic.troubles())[fault.name]
    assert (state, fault.says in told) == (fault.state, True), told

    fault.mend(clinic)

    assert await clinic.troubles() == {}
