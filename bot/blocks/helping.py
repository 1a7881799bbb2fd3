"""Help: what can be said here, and what was probably meant."""

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
    """

    name: str
    example: str
    does: str
    aliases: tuple[str, ...] = ()


def help_text(verbs: Sequence[VerbHelp], *, command: str, place: str) -> Drawing:
    """Return what can be said; `place` names where the reader is (`the war room of INC-42`, or empty)."""
    where = f"In {line(place, 80)} you can say" if place else "You can say"
    lines = [_verb(verb, command=command) for verb in verbs]
    parts = [lines[start : start + _PART] for start in range(0, len(lines), _PART)]
    return drawing(
        f"{where}: {', '.join(verb.name for verb in verbs)}",
        [
            section(f"*{where}*"),
            *(section("\n".join(part)) for part in parts),
            small_print(
                f"`{line(command, 40)}` alone opens the form or the panel. Durations: `20m`, `1h30m`; times:"
                " `14:05` in your own time zone."
            ),
        ],
    )


def did_you_mean(word: str, *, nearest: str | None, command: str) -> str:
    """Return the sentence for a verb that is none."""
    typed = line(word, 60).replace("`", "")
    guess = f" Did you mean `{line(command, 40)} {nearest}`?" if nearest else ""
    return f"I do not know `{typed}`.{guess} `{line(command, 40)} help` shows what can be said here."


def _verb(verb: VerbHelp, *, command: str) -> str:
    also = f" _(or {', '.join(line(one, 40) for one in verb.aliases)})_" if verb.aliases else ""
    example = line(verb.example, 100).replace("`", "")
    return f"`{line(command, 40)} {example}`  {line(verb.does, 120)}{also}"
