"""Help: what can be said here, and one verb at length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.blocks.drawing import Drawing, drawing, section, small_print
from bot.blocks.wording import line

_PART: Final = 12  # verbs in one block


@dataclass(frozen=True, kw_only=True)
class VerbHelp:
    """One verb in help.

    Args:
        name: the verb; aliases: other words for it.
        example: what to type after the command's name.
        does: what it does, in a few words.
        more: further examples.
        needs_incident: it is about an incident, so outside its war room the id comes first.
    """

    name: str
    example: str
    does: str
    aliases: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    needs_incident: bool = False


def help_text(verbs: Sequence[VerbHelp], *, command: str, place: str) -> Drawing:
    """Return what can be said; `place` names where the reader is (`the war room of INC-42`, or empty)."""
    where = f"In {line(place, 80)} you can say" if place else "You can say"
    shown = line(command, 40)
    lines = [_verb(verb, command=command) for verb in verbs]
    parts = [lines[start : start + _PART] for start in range(0, len(lines), _PART)]
    return drawing(
        f"{where}: {', '.join(verb.name for verb in verbs)}",
        [
            section(f"*{where}*"),
            *(section("\n".join(part)) for part in parts),
            small_print(
                f"`{shown}` alone opens the form, or in a war room the panel. `{shown} help update` says more"
                " about one verb. Durations: `20m`, `1h30m`; times: `14:05` in your own time zone.",
                ""
                if place
                else "In a war room there is more; elsewhere its verbs take an id: `update INC-42 …`.",
            ),
        ],
    )


def verb_help(verb: VerbHelp, *, command: str) -> Drawing:
    """Return how one verb is used."""
    shown = line(command, 40)
    examples = [verb.example, *verb.more]
    if verb.needs_incident:
        first, _, rest = verb.example.partition(" ")
        examples.append(f"{first} INC-42 {rest}".strip())
    listed = [f"•  `{shown} {_typed(one)}`" for one in dict.fromkeys(examples)]
    also = f"Other words for it: {', '.join(f'`{_typed(one)}`' for one in verb.aliases)}."
    where = "In its war room, or anywhere with the incident's id." if verb.needs_incident else "Anywhere."
    return drawing(
        f"{line(verb.name, 40)}: {line(verb.does, 300)}",
        [
            section("\n".join([f"*{line(verb.name, 40)}*  {line(verb.does, 300)}.", *listed])),
            small_print(where, also if verb.aliases else ""),
        ],
    )


def _typed(words: str) -> str:
    """Return what can be typed, for a code span."""
    return line(words, 100).replace("`", "")


def _verb(verb: VerbHelp, *, command: str) -> str:
    example = _typed(verb.example)
    others = [line(one, 40) for one in (verb.name, *verb.aliases) if not f"{example} ".startswith(f"{one} ")]
    also = f" _(or {', '.join(others)})_" if others else ""
    return f"`{line(command, 40)} {example}`  {line(verb.does, 200)}{also}"
