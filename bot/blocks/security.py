"""What security is told of emergency access, in a channel that need not know the incident."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.blocks.drawing import Drawing, drawing, section
from bot.blocks.wording import at, line
from bot.domain.text import mention

_HEADS: Final = {
    "granted": "*Emergency access*  {who} until {until}",
    "used": "*Emergency access used*  by {who}",
    "ended": "*Emergency access ended*  {who}",
}


def security(facts: Mapping[str, str], *, now: datetime) -> Drawing:
    """Return the word to security.

    Args:
        facts: `what`, `person`, `until`, `record`; of an incident that is not private also `incident`,
            `title`, `reason` and `call`.
    """
    who = mention(facts["person"])
    until = at(datetime.fromisoformat(facts["until"]), now)
    lines = [_HEADS[facts["what"]].format(who=who, until=until)]
    if facts.get("incident"):
        lines.append(f"*Incident*  INC-{line(facts['incident'], 20)}: {line(facts['title'], 200)}")
        lines.append(f"*Reason*  {line(facts['reason'], 1_000)}")
        if facts.get("call"):
            lines.append(f"*Action*  {line(facts['call'], 100)}")
    else:
        lines.append("What it is for is not for this channel: ask who has it.")
    lines.append(f"It is kept as record {line(facts['record'], 20)}.")
    return drawing(f"Emergency access: {facts['what']}", [section("\n".join(lines))])
