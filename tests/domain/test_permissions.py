from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.domain import permissions
from bot.domain.errors import BadPerson, NoSuchIncident, NotAllowed
from bot.domain.permissions import Standing


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person as far as the rules care."""

    slack_id: str = "U1"
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_stranger: bool = False


ANA = Someone()
GUEST = Someone(is_guest=True)
STRANGER = Someone(is_stranger=True)
BOT = Someone(is_bot=True)
GONE = Someone(is_deactivated=True)

INSIDERS_ONLY = [permissions.check_may_declare, permissions.check_may_list, permissions.check_may_export]


@pytest.mark.parametrize("check", INSIDERS_ONLY)
def test_members_of_the_workspace_declare_list_and_export(check: Callable[[Standing], None]) -> None:
    """Open by default."""
    check(ANA)


@pytest.mark.parametrize("check", INSIDERS_ONLY)
@pytest.mark.parametrize(
    ("person", "who"),
    [
        (GUEST, "Guests cannot"),
        (STRANGER, "People of other organisations cannot"),
        (BOT, "Only people"),
        (GONE, "Only people"),
    ],
)
def test_outsiders_do_not_declare_list_or_export(
    check: Callable[[Standing], None], person: Someone, who: str
) -> None:
    """Guests, people of other organisations, bots and deactivated accounts are told so."""
    with pytest.raises(NotAllowed) as refused:
        check(person)
    assert refused.value.sentence.startswith(who)


@pytest.mark.parametrize(
    ("person", "private", "is_member", "sees"),
    [
        (ANA, False, False, True),
        (ANA, True, False, False),
        (ANA, True, True, True),
        (GUEST, False, False, False),
        (GUEST, False, True, True),
        (GUEST, True, True, True),
        (STRANGER, False, False, False),
        (STRANGER, False, True, True),
        (BOT, False, False, False),
        (GONE, False, True, False),
    ],
)
def test_a_private_incident_is_known_to_its_members_only(
    person: Someone, private: bool, is_member: bool, sees: bool
) -> None:
    """Outsiders know of the incidents whose war room they are in."""
    assert permissions.may_see(person, private=private, is_member=is_member) is sees


def test_a_hidden_incident_reads_like_one_that_never_was() -> None:
    """The refusal does not tell a private incident from a number that was never given."""
    with pytest.raises(NoSuchIncident) as hidden:
        permissions.check_may_act(ANA, number=42, private=True, is_member=False, command="/inc")
    assert hidden.value.sentence == "There is no INC-42 that you can see. `/inc list` shows the open ones."


def test_people_act_where_they_may_see() -> None:
    """Members anywhere, guests where they were invited, bots and deactivated accounts nowhere."""
    permissions.check_may_act(ANA, number=42, private=False, is_member=False)
    permissions.check_may_act(GUEST, number=42, private=False, is_member=True)
    with pytest.raises(NoSuchIncident):
        permissions.check_may_act(GUEST, number=42, private=False, is_member=False)
    for nobody in (BOT, GONE):
        with pytest.raises(NotAllowed):
            permissions.check_may_act(nobody, number=42, private=False, is_member=True)


@pytest.mark.parametrize(
    ("person", "is_member", "why"),
    [
        (None, False, "Slack knows nobody"),
        (BOT, True, "is a bot and cannot be incident commander"),
        (GONE, True, "account is deactivated"),
        (GUEST, False, "not in the war room"),
        (STRANGER, False, "not in the war room"),
    ],
)
def test_a_role_needs_a_person_who_can_hold_it(person: Someone | None, is_member: bool, why: str) -> None:
    """The sentence says what is the matter with whom."""
    with pytest.raises(BadPerson, match=why) as refused:
        permissions.check_may_be_assigned(
            person, slack_id="U1", role="incident commander", is_member=is_member
        )
    assert "<@U1>" in refused.value.sentence


@pytest.mark.parametrize(("person", "is_member"), [(ANA, False), (GUEST, True), (STRANGER, True)])
def test_people_at_hand_can_hold_a_role(person: Someone, is_member: bool) -> None:
    """Members of the workspace, and outsiders who are in the war room."""
    permissions.check_may_be_assigned(person, slack_id="U1", role="scribe", is_member=is_member)
