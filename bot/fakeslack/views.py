"""Modals and home tabs: what each person has open, and what the inputs hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.fakeslack.changes import Change, Changes
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.ids import Ids
from bot.fakeslack.inputs import initial_values, inputs
from bot.fakeslack.people import HOME_TEAM

DEPTH = 3
"""How many modals Slack stacks at most."""


@dataclass(slots=True)
class View:
    """A modal or a home tab of one person. `values` is the state of its inputs.

    `offered` are the options that external selects have shown, by block id.
    """

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def callback_id(self) -> str:
        """Return the app's name for the view."""
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks of the view."""
        blocks: list[Json] = self.body.get("blocks", [])
        return blocks

    @property
    def title(self) -> str:
        """Return the title, or an empty string for a home tab."""
        return str((self.body.get("title") or {}).get("text", ""))

    def as_json(self, *, app_id: str, bot_id: str) -> Json:
        """Return Slack's view object."""
        return {
            "id": self.id,
            "team_id": HOME_TEAM,
            "type": self.body["type"],
            "title": self.body.get("title"),
            "submit": self.body.get("submit"),
            "close": self.body.get("close"),
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.callback_id,
            "external_id": self.body.get("external_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "clear_on_close": bool(self.body.get("clear_on_close", False)),
            "notify_on_close": bool(self.body.get("notify_on_close", False)),
            "submit_disabled": bool(self.body.get("submit_disabled", False)),
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": app_id,
            "app_installed_team_id": HOME_TEAM,
            "bot_id": bot_id,
        }


@dataclass(slots=True)
class Views:
    """The open modals (a stack per person) and the home tabs."""

    ids: Ids
    clock: Clock
    changes: Changes
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def top(self, user: str) -> View | None:
        """Return the modal that a person sees, or None."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return an open modal or a home tab by one of its names, or None."""
        candidates = [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())
        for view in candidates:
            if view_id and view.id == view_id:
                return view
            if not view_id and external_id and view.body.get("external_id") == external_id:
                return view
        return None

    def open(self, user: str, body: Json) -> View:
        """Show a new modal, in place of all that were open."""
        self._check_external_id(body)
        view = self._new(user, body)
        self.stacks[user] = [view]
        self._tell(view)
        return view

    def push(self, user: str, body: Json) -> View:
        """Put a modal on top of the open one; raise `push_limit_reached` at the fourth."""
        self._check_external_id(body)
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= DEPTH:
            raise SlackError("push_limit_reached")
        view = self._new(user, body)
        if stack:
            view.root, view.previous = stack[0].root, stack[-1].id
        stack.append(view)
        self._tell(view)
        return view

    def update(self, view: View, body: Json) -> View:
        """Redraw a view; inputs whose block_id and action_id stay the same keep what was typed."""
        self._check_external_id(body, but=view)
        kept = view.values
        view.body, view.hash, view.errors, view.problem = body, self._hash(), {}, ""
        view.values = initial_values(body.get("blocks", []))
        for block_id, action_id, _ in inputs(body.get("blocks", [])):
            if action_id in kept.get(block_id, {}):
                view.values.setdefault(block_id, {})[action_id] = kept[block_id][action_id]
        self._tell(view)
        return view

    def publish(self, user: str, body: Json) -> View:
        """Draw somebody's home tab."""
        view = self.homes.get(user)
        if view is None:
            self._check_external_id(body)
            view = self.homes[user] = self._new(user, body)
            self._tell(view)
            return view
        return self.update(view, body)

    def close(self, view: View, *, whole: bool = False) -> list[View]:
        """Close a modal (or the whole stack) and return what closed, the top one first."""
        stack = self.stacks.get(view.user, [])
        if view not in stack:
            return []
        keep = 0 if whole or view.body.get("clear_on_close") else stack.index(view)
        closed, self.stacks[view.user] = stack[keep:][::-1], stack[:keep]
        self.changes.publish(Change("view", user=view.user, detail={"view": None}))
        return closed

    def touch(self, view: View) -> None:
        """Tell that somebody typed into a view, or that it shows a complaint."""
        self._tell(view)

    def _new(self, user: str, body: Json) -> View:
        view_id = self.ids.next("V")
        values = initial_values(body.get("blocks", []))
        return View(view_id, user, body, self._hash(), root=view_id, values=values)

    def _hash(self) -> str:
        return f"{int(seconds(self.clock))}.{self.ids.next('h')}"

    def _check_external_id(self, body: Json, *, but: View | None = None) -> None:
        external: Any = body.get("external_id")
        other = self.find(external_id=external) if external else None
        if other is not None and other is not but:
            raise SlackError("duplicate_external_id")

    def _tell(self, view: View) -> None:
        kind = "home" if view.body["type"] == "home" else "view"
        self.changes.publish(Change(kind, user=view.user, detail={"view": view}))
