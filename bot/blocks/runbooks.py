"""The list of runbooks, as a person asks for it."""

from collections.abc import Sequence
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.drawing import Drawing, drawing, section, small_print
from bot.blocks.elements import button
from bot.blocks.wording import line
from bot.domain.run_views import RunbookView

_SHOWN: Final = 25


def runbook_list(found: Sequence[RunbookView], *, words: str, number: int | None, command: str) -> Drawing:
    """Return runbooks, each with a button that starts it.

    Args:
        words: that were searched for.
        number: the incident that would follow one; None outside a war room.
    """
    asked = f" for “{line(words, 80)}”" if words else ""
    if not found:
        text = f"There is no runbook{asked}. `{line(command, 40)} runbook` lists all."
        return drawing(text, [section(text)])
    blocks = []
    for one in found[:_SHOWN]:
        start = (
            button("Start", action_id=names.START_RUNBOOK, origin=Origin(incident=number, choice=one.id))
            if number is not None
            else None
        )
        stale = "  :warning: review overdue" if one.is_stale else ""
        blocks.append(
            section(
                f"*{line(one.title, 150)}*{stale}\n`{one.id}`", accessory=start, block_id=f"runbooks:{one.id}"
            )
        )
    count = f"{len(found)} runbook{'' if len(found) == 1 else 's'}{asked}"
    more = [small_print(f"… {len(found) - _SHOWN} more. Search for words.")] if len(found) > _SHOWN else []
    return drawing(count, [*blocks, *more])
