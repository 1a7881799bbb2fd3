"""The verbs that say who does what."""

from functools import partial
from typing import Final

from bot.config import Config
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.reply import Reply
from bot.domain.roles import INCIDENT_COMMANDER, Role
from bot.usecases import handover
from bot.usecases.roles import assign, unassign
from commands import opening
from commands.answer import Answer
from commands.naming import NOBODY, bad_role, person_named, role_named
from commands.verbs import Ask, Verb, Where


async def _role(ask: Ask, *, role: Role) -> Answer:
    """Answer a role's own verb: `ic @ana`, `ic me`, or alone who it is."""
    word = ask.raw.split(maxsplit=1)[0] if ask.raw else ""
    if not word:
        return await _holder(ask, role)
    return await _give(ask, role, word)


async def _give(ask: Ask, role: Role, word: str) -> Answer:
    if word.casefold() in NOBODY:
        return await ask.once(partial(unassign, number=ask.incident, by=ask.by, role=role.key))
    person = await person_named(word, by=ask.by, deps=ask.deps)
    return await ask.once(partial(assign, number=ask.incident, by=ask.by, role=role.key, person=person))


async def _holder(ask: Ask, role: Role) -> Answer:
    view = await ask.deps.queries.incident_for(ask.by, ask.incident)
    holder = view.holder(role.key)
    text = words.role_holder(
        title=role.title,
        verb=role.verb,
        holder=holder.slack_id if holder is not None else None,
        command=ask.command,
    )
    return Reply(text=text, incident=ask.incident)


async def _assign(ask: Ask) -> Answer:
    """Answer `assign scribe @bo`, in either order; one word alone is a role."""
    first, _, second = ask.raw.partition(" ")
    second = second.strip().split(maxsplit=1)[0] if second.strip() else ""
    role = role_named(first, deps=ask.deps)
    if role is not None:
        return await _give(ask, role, second) if second else await _holder(ask, role)
    role = role_named(second, deps=ask.deps)
    if role is None:
        raise bad_role(first, deps=ask.deps)
    return await _give(ask, role, first)


async def _handover(ask: Ask) -> Answer:
    """Answer `handover ic @bo`; without a role it is the one that the person holds, else the command."""
    parts = ask.raw.split()
    named = role_named(parts[0], deps=ask.deps)
    left = parts[1:] if named is not None else parts
    if not left:
        raise NotUnderstood(words.needs_words("handover", "handover ic @bo", command=ask.command))
    if named is None and len(left) > 1 and role_named(left[1], deps=ask.deps) is None:
        raise bad_role(left[0], deps=ask.deps)
    role = named or (role_named(left[1], deps=ask.deps) if len(left) > 1 else await _own_role(ask))
    key = role.key if role is not None else INCIDENT_COMMANDER
    to = await person_named(left[0], by=ask.by, deps=ask.deps)
    return await ask.once(partial(handover.request, number=ask.incident, by=ask.by, role=key, to=to))


async def _own_role(ask: Ask) -> Role | None:
    """Return the role that the person holds, when it is only one."""
    view = await ask.deps.queries.incident_for(ask.by, ask.incident)
    held = [one.key for one in view.roles if one.holder is not None and one.holder.slack_id == ask.by]
    return ask.deps.config.roles.get(held[0]) if len(held) == 1 else None


ASSIGN: Final = Verb(
    name="assign",
    aliases=("role",),
    example="assign scribe @bo",
    more=("assign ic me", "assign scribe nobody", "assign"),
    does="gives a role to somebody at once; who held it is told. Alone it opens the form",
    where=Where.ROOM,
    run=_assign,
    form=opening.ROLES,
)

HANDOVER: Final = Verb(
    name="handover",
    aliases=("handoff",),
    example="handover ic @bo",
    more=("handover @bo", "handover"),
    does="offers a role with a brief; the present holder keeps it until the other accepts",
    where=Where.ROOM,
    run=_handover,
    form=opening.HANDOVER,
)


def role_verbs(config: Config) -> tuple[Verb, ...]:
    """Return a verb for each configured role."""
    return tuple(
        Verb(
            name=role.verb,
            example=f"{role.verb} @ana",
            more=(f"{role.verb} me", f"{role.verb} nobody", role.verb),
            does=f"says who is {role.title}, or gives that role to somebody",
            where=Where.ROOM,
            run=partial(_role, role=role),
        )
        for role in config.roles.values()
    )
