"""What is said about who does what: roles taken, given and handed over, and people who are named."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.durations import say
from bot.domain.ids import incident_id
from bot.domain.text import escape, mention
from bot.domain.words.phrases import code, listed


def role_taken(*, role: str, duties: Sequence[str] = ()) -> str:
    """Tell a new holder of a role its duties.

    Args:
        role: its title (`incident commander`).
    """
    checklist = "".join(f"\n• {escape(duty)}" for duty in duties)
    return f"You are *{escape(role)}* now.{' Your duties:' if duties else ''}{checklist}"


def role_given(*, role: str, to: str) -> str:
    """Answer who gave a role to somebody (a Slack id)."""
    return f"{mention(to)} is *{escape(role)}* now, and was told."


def role_held_already(*, role: str, by: str) -> str:
    """Answer who assigned a role to its present holder."""
    return f"{mention(by)} is *{escape(role)}* already; nothing was changed."


def role_holder(*, title: str, verb: str, holder: str | None, command: str = "/incident") -> str:
    """Answer a role's verb alone: who it is, and how to take it or give it away.

    Args:
        holder: a Slack id, or None.
    """
    role = escape(title)
    now = f"{mention(holder)} is *{role}*." if holder else f"Nobody is *{role}* yet."
    say_verb = f"{command} {escape(verb)}"
    return f"{now} Take it with `{say_verb} me`, or give it away with `{say_verb} @ana`."


def bad_role(word: str, verbs: Sequence[str]) -> str:
    """Answer a word that names no role."""
    return f"There is no role `{code(word)}`. Choose {listed([f'`{verb}`' for verb in verbs], last='or')}."


def bad_person(word: str) -> str:
    """Answer a word that names nobody."""
    return f"`{code(word)}` names nobody. Mention a person, as in `ic @ana`, or say `ic me`."


def several_people(word: str) -> str:
    """Answer a name that more than one person has."""
    return f"`{code(word)}` names several people. Choose one from the list that Slack offers after `@`."


def handover_asked(*, role: str, to: str, expires_in: timedelta) -> str:
    """Answer who asked for a handover."""
    return (
        f"{mention(to)} was asked to take over as *{escape(role)}*. You keep the role until they accept; "
        f"without an answer the offer lapses after {say(expires_in)} and both of you are told."
    )


def handover_accepted(*, role: str, by: str) -> str:
    """Tell both that the role has a new holder."""
    return f"{mention(by)} accepted and is *{escape(role)}* now."


def handover_declined(*, role: str, by: str, holder: str | None) -> str:
    """Tell both that the role stays where it is."""
    return f"{mention(by)} declined. {_stays(role, holder)}"


def handover_lapsed(*, role: str, to: str, holder: str | None) -> str:
    """Tell both that nobody answered."""
    stays = _stays(role, holder)
    return f"{mention(to)} did not answer the handover. {stays} Ask somebody else, or `assign` it."


def handover_over(state: str) -> str:
    """Answer a click on a handover that is no longer open."""
    ended = {
        "accepted": "was accepted",
        "declined": "was declined",
        "lapsed": "has lapsed",
        "overtaken": "no longer stands, since the role went another way",
    }
    return f"This handover {ended.get(state, 'is no longer there')}; nothing was changed."


def handover_not_yours() -> str:
    """Answer a click on somebody else's handover."""
    return "This handover is for somebody else; only they can accept or decline it."


def _stays(role: str, holder: str | None) -> str:
    return (
        f"{mention(holder)} is still *{escape(role)}*." if holder else f"There is still no *{escape(role)}*."
    )


def role_held_by_nobody(number: int, *, role: str) -> str:
    """Answer who takes a role from nobody."""
    return f"{incident_id(number)} has no {escape(role)}; nothing was changed."


def role_left(number: int, *, role: str, by: str | None) -> str:
    """Answer who ended a term without a successor.

    Args:
        by: who held the role (a Slack id); None for the reader.
    """
    subject = f"{mention(by)} is" if by else "You are"
    return f"{subject} no longer {escape(role)} of {incident_id(number)}. Nobody holds the role now."


def holder_told(holder: str) -> str:
    """Add to an answer that a former holder (a Slack id) knows."""
    return f"{mention(holder)}, who held the role until now, was told."


def handover_to_oneself(verb: str) -> str:
    """Answer a handover to who asks for it."""
    return f"A handover is for somebody else. Say `{escape(verb)} me` to take the role at once."
