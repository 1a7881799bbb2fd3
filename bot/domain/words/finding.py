"""What is said when a verb, an incident or the place of a command is not clear."""

import difflib
from collections.abc import Iterable

from bot.domain.ids import incident_id
from bot.domain.text import escape
from bot.domain.words.phrases import code


def no_such_incident(number: int, *, command: str = "/incident") -> str:
    """Answer a number that is not there, or not there for this person: the two read the same."""
    return f"There is no {incident_id(number)} that you can see. `{command} list` shows the open ones."


def not_known_yet() -> str:
    """Answer somebody of whom Slack has not told yet whether they are of this workspace."""
    return (
        "Slack has not told Muster yet who you are, and this is for members of this workspace only, "
        "so nothing was done. Try again in a moment. In a war room that you are in you can go on working."
    )


def not_in_war_room(verb: str, *, command: str = "/incident") -> str:
    """Answer a war room's verb that was used elsewhere without an id."""
    shown = escape(verb)
    return (
        f"This channel is not a war room, so `{shown}` needs to know which incident: say it in the war room, "
        f"or with its id, `{command} {shown} INC-42 …`. `{command} list` shows the open ones."
    )


def which_incident(verb: str, *, command: str = "/incident") -> str:
    """Answer a verb that shows one incident, used outside a war room without an id."""
    return f"Which incident? Say `{command} {escape(verb)} INC-42`. `{command} list` shows the open ones."


def did_you_mean(word: str, known: Iterable[str], *, command: str = "/incident") -> str:
    """Answer a verb that nobody knows, with the nearest one."""
    asked = word.lower()
    near = difflib.get_close_matches(asked[:40], list(known), n=1, cutoff=0.6)
    if near:
        return f"There is no verb `{code(word)}`. Did you mean `{command} {escape(near[0])}`?"
    return f"There is no verb `{code(word)}`. `{command} help` shows what can be said here."


def needs_words(verb: str, example: str, *, command: str = "/incident") -> str:
    """Answer a verb that came without the words it needs."""
    return f"`{escape(verb)}` needs words, for example `{command} {escape(example)}`."


def bad_filter(word: str, *, command: str = "/incident") -> str:
    """Answer a word that a list cannot be narrowed by."""
    return (
        f"The list cannot be narrowed by `{code(word)}`. Say `{command} list`, `{command} list all`, "
        f"`{command} list sev1` or `{command} list 7d`."
    )


def stale_button() -> str:
    """Answer a click on a drawing whose moment has passed."""
    return (
        "The incident has moved on since this button was drawn, so nothing was changed. "
        "The card shows how it stands."
    )
