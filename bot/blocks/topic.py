"""The war room's topic: severity, status and who is in command. No times: every change of it is a message."""

from typing import Final

from bot.blocks.wording import DOT, line
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.text import cut, escape
from bot.domain.views import IncidentView

MAX_TOPIC: Final = 250


def topic(view: IncidentView) -> str:
    """Return `SEV1 · investigating · IC @ana`, at most 250 characters."""
    severity = line(view.severity.name, 40) if view.severity_is_set else "severity not set"
    parts = [*(["DRILL"] if view.drill else []), severity, view.status]
    role = next((one for one in view.roles if one.key == INCIDENT_COMMANDER), None)
    if view.is_open and role is not None:
        holder = f"@{escape(cut(role.holder.name, 60))}" if role.holder else "nobody yet"
        parts.append(f"{line(role.label, 40)} {holder}")
    return cut(DOT.join(parts), MAX_TOPIC)
