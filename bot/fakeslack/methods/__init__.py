"""The Web API: one table of methods, each a function from a call to an answer."""

from __future__ import annotations

from collections.abc import Mapping

from bot.fakeslack.methods import (
    about,
    bookmarks,
    chat,
    conversations,
    directory,
    files,
    history,
    members,
    pins,
    reactions,
    users,
    views,
)
from bot.fakeslack.methods.call import Method

METHODS: Mapping[str, Method] = {
    **about.METHODS,
    **bookmarks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **directory.METHODS,
    **files.METHODS,
    **history.METHODS,
    **members.METHODS,
    **pins.METHODS,
    **reactions.METHODS,
    **users.METHODS,
    **views.METHODS,
}
