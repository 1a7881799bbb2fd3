"""Calling people: from the configured groups and handles to persons."""

from collections.abc import Sequence
from typing import Any

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure
from bot.domain.effects import CallPeople, Done, Outcome

_PAGE = 200


async def call_people(desk: Desk, job: Job, effect: CallPeople) -> Outcome:
    """Find out who stands behind the configured names; who was found is called by the effects that follow."""
    groups = await _groups(desk, job) if any(not ref.startswith("U") for ref in effect.refs) else {}
    people: list[dict[str, str]] = []
    missing: list[str] = []
    for ref in effect.refs:
        ids = await _behind(desk, job, ref, groups)
        if not ids:
            missing.append(ref)
        known = {one["id"] for one in people}
        people += [{"id": person, "ref": ref} for person in ids if person not in known]
    return Done(result={"people": people, "missing": missing})


async def mentioned(desk: Desk, job: Job, refs: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the groups and people that a message mentions; unknown ones are left out."""
    if not refs:
        return ()
    groups = await _groups(desk, job)
    ids: list[str] = []
    for ref in refs:
        group = groups.get(ref.removeprefix("@"))
        ids += [group] if group is not None else await _behind(desk, job, ref, groups)
    return tuple(ids)


async def _groups(desk: Desk, job: Job) -> dict[str, str]:
    """Return the ids of all user groups by id and by handle; none where the plan has no user groups."""
    try:
        answer = await desk.call(job, "usergroups.list", include_disabled=False)
    except SlackFailure as failure:
        if failure.error == "plan_upgrade_required":
            return {}
        raise
    found: dict[str, str] = {}
    for group in answer.get("usergroups", []):
        found[str(group["id"])] = found[str(group.get("handle", ""))] = str(group["id"])
    return found


async def _behind(desk: Desk, job: Job, ref: str, groups: dict[str, str]) -> list[str]:
    """Return the persons behind one configured name."""
    name = ref.removeprefix("@")
    if name in groups:
        answer = await desk.call(job, "usergroups.users.list", usergroup=groups[name])
        return [str(person) for person in answer.get("users", [])]
    if name[:1] in ("U", "W") and name.isupper():
        return [name]
    return await _named(desk, job, name)


async def _named(desk: Desk, job: Job, name: str) -> list[str]:
    """Return the person of that handle or display name, if there is an active one."""
    arguments: dict[str, Any] = {"limit": _PAGE}
    while True:
        answer = await desk.call(job, "users.list", **arguments)
        for member in answer.get("members", []):
            profile = member.get("profile") or {}
            if name in (member.get("name"), profile.get("display_name")) and not member.get("deleted"):
                return [str(member["id"])]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return []
        arguments["cursor"] = cursor
