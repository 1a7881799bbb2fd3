"""People: from groups and handles, as configurations and runbooks name them, to persons."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import LeaseLost, SlackFailure
from bot.domain.effects import CallPeople, Done, FindOwner, Outcome
from bot.domain.models import Person
from bot.domain.people import person_from_slack

_PAGE = 1000
"""The most that Slack gives at once, of whom it answers for twenty pages a minute."""


async def call_people(desk: Desk, job: Job, effect: CallPeople) -> Outcome:
    """Find out whom to call; who was found is called at once, and whom Slack did not name, later.

    One name that cannot be looked up, or must wait, keeps nobody else from being called.
    """
    found = await _look_up(desk, job, effect.refs)
    if found.failure is not None and not found.people:
        raise found.failure
    return Done(result={**await _standing(desk, job, found), "left": found.left})


async def find_owner(desk: Desk, job: Job, effect: FindOwner) -> Outcome:
    """Find out who looks after a runbook; who was found is told by the effects that follow."""
    found = await _look_up(desk, job, effect.refs)
    if found.failure is not None:
        raise found.failure
    return Done(result=await _standing(desk, job, found))


@dataclass(kw_only=True)
class _Found:
    """Who stands behind some names.

    Attributes:
        people: each person (`id`) with the name that stands for them (`ref`).
        missing: names behind which there is nobody; left: those that could not be looked up.
        failure: why not, for the last of those.
    """

    people: list[dict[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    failure: SlackFailure | None = None

    def add(self, ref: str, ids: Sequence[str]) -> None:
        """Note who stands behind `ref`; who is behind another name already is not listed again."""
        if not ids:
            self.missing.append(ref)
        listed = {one["id"] for one in self.people}
        self.people += [{"id": person, "ref": ref} for person in ids if person not in listed]

    def leave(self, ref: str, failure: SlackFailure) -> None:
        """Note that `ref` could not be looked up."""
        self.left.append(ref)
        self.failure = failure


async def _look_up(desk: Desk, job: Job, refs: Sequence[str]) -> _Found:
    """Find out who stands behind each name, as far as Slack says."""
    found = _Found()
    named = [ref for ref in refs if not _is_id(ref)]
    for ref in refs:
        if _is_id(ref):
            found.add(ref, [ref])
    try:
        groups = await _groups(desk, job) if named else {}
    except SlackFailure as failure:
        for ref in named:
            found.leave(ref, failure)
        return found
    for ref in named:
        try:
            found.add(ref, await _behind(desk, job, ref, groups))
        except SlackFailure as failure:
            found.leave(ref, failure)
    return found


def _is_id(ref: str) -> bool:
    """Tell whether a name is a person's id, of whom Slack need not be asked."""
    return ref[:1] in ("U", "W") and ref.isupper() and ref.isalnum()


async def _standing(desk: Desk, job: Job, found: _Found) -> dict[str, Any]:
    """Return who was found, without bots and those who have left Slack, and what Slack told of them."""
    ids = [one["id"] for one in found.people]
    known = await desk.queries.people(ids)
    unknown = [person for person in ids if person not in {one.slack_id for one in known}]
    learnt = await _learn(desk, job, unknown)
    gone = [one.slack_id for one in (*known, *learnt) if one.is_deactivated]
    absent = {*gone, *(one.slack_id for one in (*known, *learnt) if one.is_bot)}
    return {
        "people": [one for one in found.people if one["id"] not in absent],
        "missing": found.missing,
        "gone": sorted(gone, key=ids.index),
        "learnt": [person.model_dump(mode="json") for person in learnt],
    }


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
    return [name] if _is_id(name) else await _named(desk, job, name)


async def _named(desk: Desk, job: Job, name: str) -> list[str]:
    """Return the person of that handle or display name, if there is an active one.

    A large directory takes more calls than Slack allows in a minute: the next attempt goes on where this one
    was asked to wait.
    """
    reached = f"directory, for {name}"
    cursor = job.learnt.get(reached)
    while True:
        try:
            answer = await desk.call(job, "users.list", limit=_PAGE, **({"cursor": cursor} if cursor else {}))
        except SlackFailure as failure:
            if failure.error != "invalid_cursor" or cursor is None:
                raise
            cursor = job.learnt[reached] = None  # it has grown too old: from the beginning
            continue
        for member in answer.get("members", []):
            profile = member.get("profile") or {}
            if name in (member.get("name"), profile.get("display_name")) and not member.get("deleted"):
                return [str(member["id"])]
        cursor = job.learnt[reached] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return []
