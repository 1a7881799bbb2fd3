"""Who may approve: holders of the configured roles, and people whom the configuration names."""

from dataclasses import dataclass

from bot.config import Config
from bot.domain import words
from bot.domain.allowed import Risk
from bot.domain.text import escape, mention
from bot.store import incidents
from bot.store.database import Session


@dataclass(frozen=True, kw_only=True)
class Approvers:
    """Who may approve.

    Args:
        people: their Slack ids.
        said: who that is, for a sentence (mrkdwn).
    """

    people: frozenset[str]
    said: str


async def approvers_of(session: Session, number: int, *, risk: Risk, config: Config) -> Approvers:
    """Return who may approve a call of this risk in an incident."""
    people, said = set(), []
    for named in config.actions.approvers.get(risk, ()):
        role = config.roles.get(named)
        if role is None:
            people.add(named)
            said.append(mention(named))
            continue
        said.append(f"the {escape(role.title)}")
        holder = await incidents.holder(session, number, role=named)
        if holder is not None:
            people.add(holder.person_id)
    return Approvers(people=frozenset(people), said=words.listed(said, last="or") if said else words.no_one())
