"""People and who is in which channel, as Slack last told us."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import ChannelMember, Person


async def get(session: AsyncSession, slack_id: str) -> Person | None:
    """Return what we know of a person, or None; within one transaction each is read once."""
    known: dict[str, Person | None] = session.info.setdefault(_READ, {})
    if slack_id not in known:
        remember(session, slack_id, (await session.exec(_PERSON, params={"id": slack_id})).first())
    return known[slack_id]


def remember(session: AsyncSession, slack_id: str, person: Person | None) -> None:
    """Remember what was read of a person until this transaction ends."""
    session.info.setdefault(_READ, {})[slack_id] = person


_READ = "people_read"
_PERSON = select(Person).where(col(Person.slack_id) == bindparam("id"))


async def save(session: AsyncSession, person: Person) -> None:
    """Keep what Slack told us of a person; a known direct channel is not forgotten."""
    values = person.model_dump(exclude={"direct_channel"} if person.direct_channel is None else set())
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(Person).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["slack_id"], set_={k: v for k, v in values.items() if k != "slack_id"}
    )
    await session.exec(statement)
    session.info.get(_READ, {}).pop(person.slack_id, None)


async def names(session: AsyncSession, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those of `ids` that are known."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return dict((await session.exec(_NAMES, params={"ids": wanted})).all())


_NAMES = select(Person.slack_id, Person.name).where(
    col(Person.slack_id).in_(bindparam("ids", expanding=True))
)


async def joined(session: AsyncSession, *, channel: str, people: Sequence[str]) -> None:
    """Remember that people are in a channel."""
    if not people:
        return
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"channel_id": channel, "person_id": person} for person in sorted(set(people))]
    await session.exec(make(ChannelMember).values(rows).on_conflict_do_nothing())


async def left(session: AsyncSession, *, channel: str, person: str) -> None:
    """Remember that a person is no longer in a channel."""
    await session.exec(
        delete(ChannelMember).where(
            col(ChannelMember.channel_id) == channel, col(ChannelMember.person_id) == person
        )
    )


async def is_member(session: AsyncSession, *, channel: str, person: str) -> bool:
    """Tell whether a person is in a channel, as far as we were told."""
    return (await session.exec(_MEMBER, params={"channel": channel, "person": person})).first() is not None


_MEMBER = select(ChannelMember.person_id).where(
    col(ChannelMember.channel_id) == bindparam("channel"), col(ChannelMember.person_id) == bindparam("person")
)


async def rekey_channel(session: AsyncSession, *, old: str, new: str) -> None:
    """Follow a channel whose id Slack has changed."""
    rows = (await session.exec(select(ChannelMember).where(ChannelMember.channel_id == old))).all()
    people = [row.person_id for row in rows]
    for row in rows:
        await session.delete(row)
    await session.flush()
    await joined(session, channel=new, people=people)
