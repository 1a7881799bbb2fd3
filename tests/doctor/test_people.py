"""The user groups and people that severities name."""

from dataclasses import replace

import pytest

from bot.domain.checkup import State
from tests.doctor.clinic import RULES, Clinic


async def test_a_missing_group_is_broken_and_says_what_it_was_for(clinic: Clinic) -> None:
    """The next SEV1 would call nobody."""
    clinic.configure(RULES.replace("@oncall", "@on-duty"))
    state, told = (await clinic.troubles())["people @on-duty"]
    assert state is State.BROKEN
    assert "no user group and no person called so (call of SEV1 and call of SEV2)" in told
    assert "Create the user group" in told


async def test_an_empty_group_is_broken(clinic: Clinic) -> None:
    """It exists and reaches nobody."""
    clinic.slack.workspace.people.change_group("oncall", members=[])
    state, told = (await clinic.troubles())["people @oncall"]
    assert (state, "The user group is empty" in told) == (State.BROKEN, True)


async def test_a_disabled_group_is_broken(clinic: Clinic) -> None:
    """Slack hides it from who looks for it."""
    clinic.slack.workspace.people.change_group("oncall", disabled=True)
    state, told = (await clinic.troubles())["people @oncall"]
    assert (state, "disabled in Slack" in told) == (State.BROKEN, True)


async def test_a_deactivated_person_is_broken(clinic: Clinic) -> None:
    """Whoever left the company cannot be the backup."""
    clinic.slack.workspace.people.change("bo", deleted=True)
    state, told = (await clinic.troubles())["people @bo"]
    assert (state, "deactivated in Slack (backup of SEV1 and backup of SEV2)" in told) == (State.BROKEN, True)


async def test_a_person_may_be_named_by_id(clinic: Clinic) -> None:
    """Well while active, broken when deactivated or unknown."""
    bo = clinic.slack.workspace.people.get("bo").id
    clinic.configure(RULES.replace('"@bo"', bo))
    assert await clinic.troubles() == {}
    clinic.slack.workspace.people.change("bo", deleted=True)
    assert (await clinic.troubles())[f"people {bo}"][0] is State.BROKEN
    clinic.configure(RULES.replace('"@bo"', "U0NOBODY00"))
    assert "Slack knows no person of that id" in (await clinic.troubles())["people U0NOBODY00"][1]


async def test_a_group_may_be_named_by_id(clinic: Clinic) -> None:
    """As for people."""
    group = clinic.slack.workspace.people.find_group("oncall")
    assert group is not None
    clinic.configure(RULES.replace('"@oncall"', group.id))
    assert await clinic.troubles() == {}
    clinic.configure(RULES.replace('"@oncall"', "S0NOTHING0"))
    assert "Slack knows no user group of that id" in (await clinic.troubles())["people S0NOTHING0"][1]


async def test_a_bot_answers_no_call(clinic: Clinic) -> None:
    """The name is right, the reader is not."""
    clinic.configure(RULES.replace("@bo", "@muster"))
    state, told = (await clinic.troubles())["people @muster"]
    assert (state, "is a bot" in told) == (State.BROKEN, True)


async def test_two_people_of_one_name_are_a_warning(clinic: Clinic) -> None:
    """Handles are unique, display names are not."""
    people = clinic.slack.workspace.people
    people.by_id["U0OTHERBO0"] = replace(people.get("bo"), id="U0OTHERBO0")
    state, told = (await clinic.troubles())["people @bo"]
    assert (state, "2 people are called so" in told) == (State.WARNING, True)


async def test_a_plan_without_user_groups_is_told(clinic: Clinic) -> None:
    """Slack's free plan has none: name people."""
    clinic.slack.faults.error("usergroups.list", "plan_upgrade_required")
    troubles = await clinic.troubles()
    state, told = troubles["people @oncall"]
    assert (state, "plan has no user groups. Name people instead" in told) == (State.BROKEN, True)
    assert "people @bo" not in troubles


@pytest.mark.parametrize("method", ["usergroups.list", "users.list"])
async def test_a_question_that_slack_refuses_leaves_everybody_unchecked(method: str, clinic: Clinic) -> None:
    """Not knowing is not the same as broken."""
    clinic.slack.faults.error(method, "internal_error")
    assert (await clinic.troubles())["people"][0] is State.UNKNOWN


async def test_a_configuration_that_calls_nobody_is_warned_of(clinic: Clinic) -> None:
    """As `serve` and `check-config` do."""
    clinic.configure("quiet_hours: never")
    state, told = (await clinic.troubles())["configuration"]
    assert (state, "calls" in told) == (State.WARNING, True)
