"""Words that name somebody or something: a person, a role, a severity."""

from bot.domain import words
from bot.domain.errors import BadPerson, NotUnderstood
from bot.domain.roles import Role
from bot.domain.severity import Severity, read_severity
from bot.domain.text import plain, read_mention
from commands.deps import Deps
from commands.verbs import Ask

ME = frozenset({"me", "myself", "i"})
_PUNCTUATION = ".,;:!"
NOBODY = frozenset({"nobody", "none", "noone"})


async def person_named(word: str, *, by: str, deps: Deps) -> str:
    """Return the Slack id of the person that `word` names: `me`, a mention as Slack sends it, or a name.

    Whoever is named is asked about in Slack when they are not known here, so that bots are told from people.

    Args:
        word: as Slack sent it.
        by: the Slack id of who says it.

    Raises:
        BadPerson: it names nobody, or several people.
    """
    word = word.rstrip(_PUNCTUATION)
    if word.casefold() in ME:
        return by
    mentioned = read_mention(word)
    if mentioned is None:
        found = await deps.queries.people_called(plain(word).removeprefix("@"))
        if len(found) > 1:
            raise BadPerson(words.several_people(plain(word)))
        mentioned = found[0].slack_id if found else None
    if mentioned is None:
        raise BadPerson(words.bad_person(plain(word)))
    await deps.directory.person(mentioned)
    return mentioned


def role_named(word: str, *, deps: Deps) -> Role | None:
    """Return the role that `word` names by its verb, key, label or title, or None."""
    asked = word.casefold().replace("_", " ")
    for role in deps.config.roles.values():
        names = (role.verb, role.key, role.label, role.title)
        if asked in {name.casefold().replace("_", " ") for name in names}:
            return role
    return None


def bad_role(word: str, *, deps: Deps) -> NotUnderstood:
    """Return the refusal of a word that names no role."""
    return NotUnderstood(words.bad_role(plain(word), [role.verb for role in deps.config.roles.values()]))


def leading_severity(ask: Ask) -> tuple[Severity | None, str]:
    """Return the severity that the words begin with (`2`, `sev1`, `sev 2`), and what follows it."""
    parts = ask.words.split(maxsplit=2)
    for count in (2, 1):  # `sev 2` before `sev`
        if len(parts) >= count:
            level = read_severity(" ".join(parts[:count]), ask.deps.config.severities)
            if level is not None:
                return level, " ".join(parts[count:])
    return None, ask.words
