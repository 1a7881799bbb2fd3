"""Permissions: who may do what, decided on what Slack told us of a person."""

from typing import Protocol

from bot.domain import words
from bot.domain.errors import BadPerson, NoSuchIncident, NotAllowed, NotKnownYet
from bot.domain.text import mention


class Standing(Protocol):
    """What the rules need to know of a person; a row of `Person` is one."""

    @property
    def slack_id(self) -> str:
        """Their id in Slack."""

    @property
    def is_bot(self) -> bool:
        """Whether a program acts under this id."""

    @property
    def is_deactivated(self) -> bool:
        """Whether the account is switched off."""

    @property
    def is_guest(self) -> bool:
        """Whether they see only some channels of the workspace."""

    @property
    def is_stranger(self) -> bool:
        """Whether they belong to another organisation, here by Slack Connect."""


def check_may_declare(person: Standing | None) -> None:
    """Let a person declare an incident, also one of whom Slack has told us nothing yet: it must not wait.

    Raises:
        NotAllowed: guests, strangers, bots and deactivated accounts may not.
    """
    if person is None:
        return
    _check_insider(person, "declare incidents", "Ask a member of this workspace to declare it.")


def check_may_list(person: Standing | None) -> None:
    """Let a person see which incidents there are.

    Raises:
        NotAllowed: guests, strangers, bots and deactivated accounts may not, nor whoever is not known yet.
    """
    _check_insider(person, "list incidents", "In a war room that you are in, `info` shows its incident.")


def check_may_look_up(person: Standing | None) -> None:
    """Let a person look through the organisation's runbooks outside a war room.

    Raises:
        NotAllowed: guests, strangers, bots and deactivated accounts may not, nor whoever is not known yet.
    """
    _check_insider(person, "look through runbooks", "In a war room that you are in, `runbook` shows them.")


def check_may_export(person: Standing | None) -> None:
    """Let a person take the timeline away as a file.

    Raises:
        NotAllowed: guests, strangers, bots and deactivated accounts may not, nor whoever is not known yet.
    """
    _check_insider(person, "export incidents", "Ask a member of this workspace for the file.")


def check_may_run_actions(person: Standing | None) -> None:
    """Let a person run, approve and decide about actions of runbooks.

    Raises:
        NotAllowed: guests, strangers, bots and deactivated accounts may not, not even if invited, nor whoever
            is not known yet.
    """
    _check_insider(person, "run or approve actions", "Ask a member of this workspace.")


def may_see(person: Standing, *, private: bool, is_member: bool) -> bool:
    """Tell whether a person may know of an incident.

    Args:
        private: of the incident: only the members of its channel know of it.
        is_member: whether the person is in its war room (or declared it, while there is none yet).
    """
    if is_member:
        return not person.is_deactivated
    return not (private or person.is_guest or person.is_stranger or person.is_bot or person.is_deactivated)


def check_may_act(
    person: Standing, *, number: int, private: bool, is_member: bool, command: str = "/incident"
) -> None:
    """Let a person see and change an incident; guests and strangers act where they were invited.

    Raises:
        NotAllowed: a bot or a deactivated account.
        NoSuchIncident: they may not know of it; the sentence is the one for a number that was never given.
    """
    if person.is_bot or person.is_deactivated:
        raise NotAllowed(
            f"{mention(person.slack_id)} cannot work on incidents: only people with an active account can."
        )
    if not may_see(person, private=private, is_member=is_member):
        raise NoSuchIncident(words.no_such_incident(number, command=command))


def check_may_be_assigned(person: Standing | None, *, slack_id: str, role: str, is_member: bool) -> None:
    """Let a person be given a role.

    Args:
        person: None when Slack knows nobody of that id.
        slack_id: as it was named.
        role: its title, for the sentence.
        is_member: whether they are in the war room already; guests and strangers must be.

    Raises:
        BadPerson: nobody, a bot, a deactivated account, or an outsider who is not in the war room.
    """
    who = mention(slack_id)
    if person is None:
        raise BadPerson(f"Slack knows nobody called {who}. Name a person: `@ana`, or `me`.")
    if person.is_bot:
        raise BadPerson(f"{who} is a bot and cannot be {role}. Name a person.")
    if person.is_deactivated:
        raise BadPerson(f"{who}'s account is deactivated, so they cannot be {role}. Name somebody else.")
    if (person.is_guest or person.is_stranger) and not is_member:
        raise BadPerson(
            f"{who} is not of this workspace and not in the war room. Invite them first, then say it again."
        )


def _check_insider(person: Standing | None, what: str, instead: str) -> None:
    if person is None:
        raise NotKnownYet(words.not_known_yet())
    if person.is_bot or person.is_deactivated:
        raise NotAllowed(f"Only people with an active account can {what}.")
    if person.is_stranger:
        raise NotAllowed(f"People of other organisations cannot {what} here. {instead}")
    if person.is_guest:
        raise NotAllowed(f"Guests cannot {what}. {instead}")
