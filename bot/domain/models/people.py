"""People, who is in which channel, and who looks at App Home."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from bot.domain.models.fields import moment


class Person(SQLModel, table=True):
    """What Slack told us of a person."""

    __tablename__: ClassVar[Any] = "person"

    slack_id: str = Field(primary_key=True)
    name: str = ""
    zone: str = "UTC"
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_stranger: bool = False  # of another organisation, here by Slack Connect
    direct_channel: str | None = None
    refreshed_at: datetime = moment()


class ChannelMember(SQLModel, table=True):
    """One person's membership of a channel that matters to an incident."""

    __tablename__: ClassVar[Any] = "channel_member"

    channel_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, index=True)


class HomeOpening(SQLModel, table=True):
    """When a person last opened the App Home: who did lately may be looking at it now."""

    __tablename__: ClassVar[Any] = "home_opening"

    person_id: str = Field(primary_key=True)
    opened_at: datetime = moment(index=True)
