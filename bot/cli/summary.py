"""A configuration said back to the operator who wrote it."""

from collections.abc import Iterator

from bot.config import Config
from bot.domain.durations import compact
from bot.domain.severity import Severity


def summary(config: Config) -> Iterator[str]:
    """Yield lines that say what `config` means, above all who is called when."""
    yield f"  command        {config.command}"
    yield f"  announcements  {config.announcements.channel}"
    yield f"  war room       {config.war_room.name}"
    yield f"  roles          {', '.join(role.verb for role in config.roles.values())}"
    yield f"  time zone      {config.zone.key}"
    quiet = config.quiet_hours
    if quiet is None:
        yield "  quiet hours    never"
    else:
        names = ", ".join(name for name in config.severities if name in quiet.severities) or "no level"
        yield f"  quiet hours    {quiet.start:%H:%M} to {quiet.end:%H:%M} in {quiet.zone.key}, for {names}"
    for level in config.severities.values():
        yield f"  {level.name:<14} {_level(level)}"
    yield f"  not set yet    counts as {config.default_severity}"


def _level(level: Severity) -> str:
    every = f"update every {compact(level.update_every)}" if level.update_every else "no updates due"
    called = (
        ("calls", level.call),
        ("tells", level.tell),
        ("mentions", level.mention),
        ("backup", level.backup),
    )
    people = [f"{verb} {', '.join(names)}" for verb, names in called if names]
    return "; ".join([every, *(people or ["calls nobody"])])
