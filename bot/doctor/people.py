"""Whether the user groups and people that severities name can be reached."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.config import Config
from bot.delivery.failure import SlackFailure
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, doubtful, unknown, well
from bot.domain.checkup import Finding
from bot.domain.severity import Severity
from bot.domain.words import listed
from bot.domain.words import people as counted

PEOPLE: Final = "people"

_PAGE: Final = 999  # few pages: users.list may be asked 20 times a minute
_GROUP_ID: Final = re.compile(r"S[A-Z0-9]{6,20}")
_PERSON_ID: Final = re.compile(r"[UW][A-Z0-9]{6,20}")

Member = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Directory:
    """What Slack knows of those who are named.

    Args:
        groups: by id and by handle, disabled ones too; has_groups: the workspace's plan knows user groups.
        members: everybody whose id or name is one of those named.
    """

    has_groups: bool
    groups: Mapping[str, Mapping[str, Any]]
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)


async def reachable(patient: Patient, *, config: Config) -> list[Finding]:
    """Return what is wrong with each user group and person that a severity names."""
    named = _named(config.severities.values())
    if not named:
        return []
    try:
        directory = await _look_up(patient, named)
    except SlackFailure as failure:
        return [unknown(PEOPLE, failure)]
    return [await _judged(patient, ref, directory, uses=listed(uses)) for ref, uses in named.items()]


def _named(levels: Iterable[Severity]) -> dict[str, list[str]]:
    """Return what each group and person is named for: `call of SEV1`."""
    named: dict[str, list[str]] = {}
    for level in levels:
        for key in ("call", "backup", "mention", "tell"):
            for ref in getattr(level, key):
                named.setdefault(ref, []).append(f"{key} of {level.name}")
    return named


async def _look_up(patient: Patient, refs: Iterable[str]) -> _Directory:
    directory = await _groups(patient)
    unknown_names = {
        ref.removeprefix("@")
        for ref in refs
        if ref.removeprefix("@") not in directory.groups and not _PERSON_ID.fullmatch(ref)
    }
    members: dict[str, tuple[Member, ...]] = {}
    if unknown_names:
        members = await _members(patient, unknown_names)
    return _Directory(has_groups=directory.has_groups, groups=directory.groups, members=members)


async def _groups(patient: Patient) -> _Directory:
    try:
        answer = await patient.slack.call("usergroups.list", include_disabled=True)
    except SlackFailure as failure:
        if failure.error == "plan_upgrade_required":
            return _Directory(has_groups=False, groups={})
        raise
    found: dict[str, Mapping[str, Any]] = {}
    for group in sorted(answer.get("usergroups", []), key=_is_disabled):
        found[str(group["id"])] = group
        found.setdefault(str(group.get("handle", "")), group)
    return _Directory(has_groups=True, groups=found)


def _is_disabled(group: Mapping[str, Any]) -> bool:
    return bool(group.get("date_delete"))


async def _members(patient: Patient, names: set[str]) -> dict[str, tuple[Member, ...]]:
    """Return who is called so, as a handle or a display name."""
    found: dict[str, tuple[Member, ...]] = {}
    arguments: dict[str, Any] = {"limit": _PAGE}
    while True:
        answer = await patient.slack.call("users.list", **arguments)
        for member in answer.get("members", []):
            profile = member.get("profile") or {}
            for name in names & {member.get("name"), profile.get("display_name")}:
                found[name] = (*found.get(name, ()), member)
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return found
        arguments["cursor"] = cursor


async def _judged(patient: Patient, ref: str, directory: _Directory, *, uses: str) -> Finding:
    name = ref.removeprefix("@")
    try:
        if (group := directory.groups.get(name)) is not None:
            return await _group(patient, ref, group, uses=uses)
        if _PERSON_ID.fullmatch(ref):
            return _person(ref, await _by_id(patient, ref), uses=uses)
    except SlackFailure as failure:
        return unknown(PEOPLE, failure, subject=ref)
    members = directory.members.get(name, ())
    active = [one for one in members if not one.get("deleted")]
    if len(active) > 1:
        what = f"{len(active)} people are called so ({uses}), and only the first that Slack names is reached."
        how_to_mend = "Write the person's member id (U…) instead; it stands in the menu of their profile."
        return doubtful(PEOPLE, what, how_to_mend, subject=ref)
    if members:
        return _person(ref, (active or list(members))[0], uses=uses)
    return _nobody(ref, has_groups=directory.has_groups, uses=uses)


async def _group(patient: Patient, ref: str, group: Mapping[str, Any], *, uses: str) -> Finding:
    if _is_disabled(group):
        what = f"The user group is disabled in Slack ({uses}), so it reaches nobody."
        return broken(PEOPLE, what, "Enable it in Slack, or name another group.", subject=ref)
    answer = await patient.slack.call("usergroups.users.list", usergroup=str(group["id"]))
    count = len(answer.get("users", []))
    if not count:
        what = f"The user group is empty ({uses}), so it reaches nobody."
        return broken(PEOPLE, what, "Add people to it in Slack, or name another group.", subject=ref)
    return well(PEOPLE, f"A user group of {counted(count)} ({uses}).", subject=ref)


async def _by_id(patient: Patient, person: str) -> Member | None:
    try:
        answer = await patient.slack.call("users.info", user=person)
    except SlackFailure as failure:
        if failure.error in ("user_not_found", "user_not_visible"):
            return None
        raise
    member: Member = answer["user"]
    return member


def _person(ref: str, member: Member | None, *, uses: str) -> Finding:
    if member is None:
        return _nobody(ref, has_groups=True, uses=uses)
    name = member.get("real_name") or (member.get("profile") or {}).get("real_name") or ref
    if member.get("deleted"):
        what = f"{name} is deactivated in Slack ({uses}) and cannot be reached."
        return broken(PEOPLE, what, "Name somebody else in the configuration.", subject=ref)
    if member.get("is_bot"):
        what = f"{name} is a bot ({uses}) and answers no call."
        return broken(PEOPLE, what, "Name a person or a user group in the configuration.", subject=ref)
    return well(PEOPLE, f"{name} ({uses}).", subject=ref)


def _nobody(ref: str, *, has_groups: bool, uses: str) -> Finding:
    if _GROUP_ID.fullmatch(ref) or _PERSON_ID.fullmatch(ref):
        kind = "user group" if _GROUP_ID.fullmatch(ref) else "person"
        what = f"Slack knows no {kind} of that id ({uses})."
    else:
        what = f"Slack knows no user group and no person called so ({uses})."
    how_to_mend = (
        "Create the user group in Slack (People, User groups), or name another in the configuration."
    )
    if not has_groups:
        what += " This workspace's plan has no user groups."
        how_to_mend = "Name people instead: their handle (@ana) or their member id (U…)."
    return broken(PEOPLE, what, how_to_mend, subject=ref)
