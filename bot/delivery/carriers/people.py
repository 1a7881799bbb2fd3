"""People: from groups and handles, as configurations and runbooks name them, to persons."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import LeaseLost, SlackFailure
from bot.domain.effects import CallPeople, Done, FindOwner, Outcome
from bot.domain.models import Person
from bot.domain.people import person_from_slack

_PAGE = 200


async def find_people(desk: Desk, job: Job, effect: CallPeople | FindOwner) -> Outcome:
    """Find out who stands behind some names; who was found is called or told by the effects that follow."""
    groups = await _groups(desk, job) if any(not ref.startswith("U") for ref in effect.refs) else {}
    people: list[dict[str, str]] = []
    missing: list[str] = []
    for ref in effect.refs:
        ids = await _behind(desk, job, ref, groups)
        if not ids:
            missing.append(ref)
        listed = {one["id"] for one in people}
        people += [{"id": person, "ref": ref} for person in ids if person not in listed]
    ids = [one["id"] for one in people]
    known = await desk.queries.people(ids)
    learnt = await _learn(
        desk, job, [person for person in ids if person not in {one.slack_id for one in known}]
    )
    gone = [one.slack_id for one in (*known, *learnt) if one.is_deactivated]
    absent = {*gone, *(one.slack_id for one in (*known, *learnt) if one.is_bot)}
    return Done(
        result={
            "people": [one for one in people if one["id"] not in absent],
            "missing": missing,
            "gone": sorted(gone, key=ids.index),
            "learnt": [person.model_dump(mode="json") for person in learnt],
        }
    )


async def _learn(desk: Desk, job: Job, ids: Sequence[str]) -> list[Person]:
    """Ask Slack about people whom we do not know yet, at once; a call never fails for want of a name."""

    async def ask(person: str) -> Person | None:
        for _ in range(2):  # the timeline keeps the name that it has now
            try:
                answer = await desk.call(job, "users.info", user=person)
            except (SlackFailure, LeaseLost):
                continue
            return person_from_slack(answer["user"], team=desk.slack.team_id, now=desk.clock.now())
        return None

    found = await asyncio.gather(*(ask(person) for person in ids[:_AT_ONCE]))
    return [person for person in found if person is not None]


_AT_ONCE = 30
"""People asked about in one call; Slack allows about a hundred such questions a minute."""


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


async def _groups(desk: Desk, job: Job) -> Mapping[str, str]:
    """Return the ids of all user groups by id and by handle; none where the plan has no user groups.

    Several incidents at once ask Slack once: it allows twenty such questions a minute.
    """
    async with desk.groups.asking:
        if desk.groups.asked_at is None or desk.clock.now() - desk.groups.asked_at > _GROUPS_FOR:
            desk.groups.ids = await _ask_for_groups(desk, job)
            desk.groups.asked_at = desk.clock.now()
        return desk.groups.ids


_GROUPS_FOR = timedelta(seconds=20)
"""How long the handles of user groups are taken to stay the same; who is in a group is always asked."""


async def _ask_for_groups(desk: Desk, job: Job) -> dict[str, str]:
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


async def _behind(desk: Desk, job: Job, ref: str, groups: Mapping[str, str]) -> list[str]:
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
