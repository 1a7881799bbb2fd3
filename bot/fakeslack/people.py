"""The people, bots and user groups of the local workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.fakeslack.changes import Change, Changes
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.errors import Json
from bot.fakeslack.ids import from_handle

HOME_TEAM = "T0LOCAL0001"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace, a bot, or a stranger seen through Slack Connect."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    title: str = ""
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    team_id: str = HOME_TEAM
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0

    @property
    def is_stranger(self) -> bool:
        """Is this somebody of another organisation?"""
        return self.team_id != HOME_TEAM

    def as_json(self, *, at: datetime, with_email: bool) -> Json:
        """Return Slack's user object; `with_email` needs the scope users:read.email."""
        offset = at.astimezone(ZoneInfo(self.tz)).utcoffset()
        profile: Json = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "title": self.title,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": "",
            "team": self.team_id,
        }
        if self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id or ""}
        if with_email and self.email and not self.is_bot:
            profile["email"] = self.email
        body: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.is_stranger:
            body["is_stranger"] = True
        if not self.deleted:
            body |= {
                "real_name": self.real_name,
                "tz": self.tz,
                "tz_label": self.tz,
                "tz_offset": int(offset.total_seconds()) if offset else 0,
                "is_admin": self.is_admin,
                "is_owner": False,
                "is_primary_owner": False,
                "is_restricted": self.is_restricted or self.is_ultra_restricted,
                "is_ultra_restricted": self.is_ultra_restricted,
            }
        return body


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group: the people behind one handle."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    disabled: bool = False
    created: int = 0
    updated: int = 0
    created_by: str = ""

    def as_json(self, *, with_users: bool) -> Json:
        """Return Slack's user group object."""
        body: Json = {
            "id": self.id,
            "team_id": HOME_TEAM,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": self.created,
            "date_update": self.updated,
            "date_delete": self.updated if self.disabled else 0,
            "auto_type": None,
            "created_by": self.created_by,
            "updated_by": self.created_by,
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.members),
        }
        if with_users:
            body["users"] = list(self.members)
        return body


@dataclass(slots=True)
class People:
    """Everybody in the workspace, and the groups they are in."""

    clock: Clock
    changes: Changes
    by_id: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)

    def add(self, name: str, *, real_name: str | None = None, **more: Any) -> Person:
        """Add somebody; `more` are fields of `Person`. The id is made from the name unless given.

        Raises:
            ValueError: the id or the name is taken.
        """
        more.setdefault("id", from_handle("U", name))
        more.setdefault("email", f"{name}@example.com")
        now = int(seconds(self.clock))
        if more["id"] in self.by_id or self.find(name):
            raise ValueError(f"there is somebody called {name!r} (or nearly so) already")
        person = Person(name=name, real_name=real_name or name.capitalize(), updated=now, **more)
        self.by_id[person.id] = person
        self.changes.publish(Change("person_joined", user=person.id))
        return person

    def change(self, name: str, **fields: Any) -> Person:
        """Change fields of somebody, for example `deleted=True`, and tell the app."""
        person = replace(self.get(name), updated=int(seconds(self.clock)), **fields)
        self.by_id[person.id] = person
        self.changes.publish(Change("person", user=person.id))
        return person

    def get(self, name: str) -> Person:
        """Return somebody by id or name; raise LookupError if there is nobody."""
        found = self.find(name)
        if found is None:
            raise LookupError(f"nobody here is called {name!r}; there are {sorted(self.names())}")
        return found

    def find(self, name: str) -> Person | None:
        """Return somebody by id or name (with or without @), or None."""
        bare = name.removeprefix("@")
        return self.by_id.get(bare) or next((p for p in self.by_id.values() if p.name == bare), None)

    def names(self) -> Iterable[str]:
        """Return the handles of everybody."""
        return (person.name for person in self.by_id.values())

    def add_group(self, handle: str, *, members: Iterable[str] = (), name: str | None = None) -> UserGroup:
        """Add a user group with these people (ids or names); raise ValueError when it is there already."""
        now = int(seconds(self.clock))
        group = UserGroup(
            id=from_handle("S", handle),
            handle=handle,
            name=name or handle,
            members=tuple(self.get(member).id for member in members),
            created=now,
            updated=now,
        )
        if group.id in self.groups:
            raise ValueError(f"there is a group called {handle!r} (or nearly so) already")
        self.groups[group.id] = group
        self.changes.publish(Change("group", detail={"group": group, "created": True}))
        return group

    def find_group(self, name: str) -> UserGroup | None:
        """Return a group by id or handle (with or without @), or None."""
        bare = name.removeprefix("@")
        return self.groups.get(bare) or next((g for g in self.groups.values() if g.handle == bare), None)

    def change_group(self, name: str, *, members: Iterable[str] | None = None, **fields: Any) -> UserGroup:
        """Change a group's members or other fields, and tell the app."""
        before = self.find_group(name)
        if before is None:
            raise LookupError(f"there is no group {name!r}")
        if members is not None:
            fields["members"] = tuple(self.get(member).id for member in members)
        after = replace(before, updated=int(seconds(self.clock)), **fields)
        self.groups[after.id] = after
        if members is not None:
            self.changes.publish(Change("group_members", detail={"before": before, "group": after}))
        self.changes.publish(Change("group", detail={"group": after, "created": False}))
        return after
