"""The roles and severities of `config.yaml`: the defaults changed key by key, added to, or replaced."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.config.defaults import CALLING_RANKS, DEFAULT_ROLES, DEFAULT_SEVERITIES
from bot.config.kinds import DURATION_OR_NEVER, EMOJI, REFERENCE, VERB, one_of, text_of, written
from bot.config.nodes import Section, suggestion
from bot.config.sections import read_reminders
from bot.domain.roles import Role
from bot.domain.severity import Severity

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")
_ROLE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POSTMORTEM = one_of(("required", "optional", "none"))
_MEANING = text_of(200)
_DUTY = text_of(300)
_ROLE_NAME = text_of(40)
_NOT_NAMES = {"private", "here", "all", "me"}  # words of their own in `/incident declare …` and `list …`

RESERVED_VERBS = frozenset(
    "declare new open start list ls info show update post sitrep correct investigating identified "
    "monitoring mitigated resolve resolved reopen close cancel severity sev assign role handover "
    "handoff note log decide decision hypothesis timeline redact next snooze catchup recap brief "
    "times link merge unmerge export help page oncall ack runbook runbooks rb task action postmortem "
    "stats drill near-miss changes statuspage".split()
)
"""What `/incident` understands already, now or by a planned capability, so that no role may be called so."""


def read_severities(section: Section) -> Mapping[str, Severity]:
    """Return the levels, worst first.

    A file that names only default levels changes those. Any other name makes it the complete list, worst
    first; its n-th level starts from the n-th default one.
    """
    named = section.keys()
    if all(name in DEFAULT_SEVERITIES for name in named):
        levels = {name: _severity(section, name, base=base) for name, base in DEFAULT_SEVERITIES.items()}
        section.finish()
        return MappingProxyType(levels)
    _check_names(section)
    bases = tuple(DEFAULT_SEVERITIES.values())
    levels = {}
    for index, name in enumerate(named):
        base = replace(bases[min(index, len(bases) - 1)], name=name, rank=index + 1)
        levels[name] = _severity(section, name, base=base)
    return MappingProxyType(levels)


def read_roles(section: Section) -> Mapping[str, Role]:
    """Return the roles: the four of every incident, changed key by key, and those added after them."""
    roles = {key: _role(section.take_section(key), base=base) for key, base in DEFAULT_ROLES.items()}
    for key in section.keys():  # noqa: SIM118 - a section is no mapping
        if key not in DEFAULT_ROLES:
            roles[key] = _added_role(section, key)
    verbs: dict[str, str] = {}
    for key, role in roles.items():
        if role.verb in RESERVED_VERBS:
            section.mistake(f"the verb {role.verb} has a meaning of its own; choose another", key=key)
        elif role.verb and verbs.setdefault(role.verb, key) != key:
            section.mistake(f"the verb {role.verb} is already that of {verbs[role.verb]}", key=key)
    return MappingProxyType(roles)


def warnings_about(severities: Mapping[str, Severity]) -> tuple[str, ...]:
    """Return a sentence for each level that ought to reach somebody and names nobody."""
    sentences = []
    for level in severities.values():
        rungs = level.reminders
        place = f"severities.{level.name}"
        if not level.call and level.rank <= CALLING_RANKS:
            sentences.append(
                f"{level.name} calls nobody: name user groups or people in {place}.call. "
                "Until then its incidents say “Nobody was called”."
            )
        elif not level.call and rungs.call_for_commander is not None:
            sentences.append(
                f"{level.name} calls for a commander after {written(rungs.call_for_commander)}, "
                f"but {place}.call names nobody."
            )
        if not level.backup and rungs.call_backup is not None:
            sentences.append(
                f"{level.name} calls the backup {written(rungs.call_backup)} after a missed update, "
                f"but {place}.backup names nobody."
            )
    return tuple(sentences)


def _severity(parent: Section, name: str, *, base: Severity) -> Severity:
    section = parent.take_section(name)
    level = replace(
        base,
        meaning=section.take("meaning", _MEANING, base.meaning),
        update_every=section.take("update_every", DURATION_OR_NEVER, base.update_every),
        call=section.take_list("call", REFERENCE, base.call),
        tell=section.take_list("tell", REFERENCE, base.tell),
        mention=section.take_list("mention", REFERENCE, base.mention),
        backup=section.take_list("backup", REFERENCE, base.backup),
        reminders=read_reminders(section.take_section("reminders"), default=base.reminders),
        postmortem=section.take("postmortem", _POSTMORTEM, base.postmortem),
        emoji=section.take("emoji", EMOJI, base.emoji),
    )
    section.finish()
    soon, every = level.reminders.due_soon, level.update_every
    if soon is not None and every is not None and soon >= every:
        section.mistake(
            f"reminders.due_soon is {written(soon)} and update_every {written(every)}; "
            "expected a shorter due_soon, or never"
        )
    return level


def _check_names(section: Section) -> None:
    """Record names that cannot be meant: a misspelt default one would silently replace all levels."""
    defaults = {_letters(name): name for name in DEFAULT_SEVERITIES}
    named = section.keys()
    mixed = any(name in DEFAULT_SEVERITIES for name in named)
    for name in named:
        meant = defaults.get(_letters(name))
        if name not in DEFAULT_SEVERITIES and meant and (mixed or len(named) == 1):
            section.mistake(f"unknown level; did you mean {meant}?", key=name)
        elif not _NAME.fullmatch(name) or name.casefold() in _NOT_NAMES:
            section.mistake(
                f'found "{name}", expected a name such as P0: a letter, then letters, digits, - or _',
                key=name,
            )
    if len(named) == 1:
        section.mistake(
            f"found only {named[0]}; expected levels among {', '.join(DEFAULT_SEVERITIES)} (the others keep "
            "their defaults), or a complete list of your own with at least two"
        )
    if len({re.sub(r"[-_]", "", name).casefold() for name in named}) < len(named):
        section.mistake("two levels differ only in capitals, - or _; people type them either way")


def _letters(name: str) -> str:
    return "".join(sorted(character for character in name.casefold() if character.isalnum()))


def _role(section: Section, *, base: Role) -> Role:
    role = replace(
        base,
        verb=section.take("verb", VERB, base.verb),
        title=section.take("title", _ROLE_NAME, base.title),
        label=section.take("label", _ROLE_NAME, base.label),
        duties=section.take_list("duties", _DUTY, base.duties),
    )
    section.finish()
    return role


def _added_role(parent: Section, key: str) -> Role:
    section = parent.take_section(key)
    if not _ROLE_KEY.fullmatch(key):
        parent.mistake("expected a role's key such as vendor_liaison: small letters, digits and _", key=key)
    if "verb" not in section:
        close = suggestion(key, among=DEFAULT_ROLES)
        hint = f"; {close}" if close.startswith("did you mean") else ""
        section.mistake(f"missing; a role that you add needs the verb that assigns it{hint}", key="verb")
    words = key.replace("_", " ")
    return _role(section, base=Role(key=key, verb="", title=words, label=words.capitalize()))
