"""What the doctor is given to look at."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.config import Config, Settings
from bot.delivery.slack import Slack
from bot.domain.schema import Standing


@dataclass(frozen=True, kw_only=True)
class Patient:
    """One installation.

    Args:
        config: the rules; None where the file holds mistakes.
        settings: secrets and addresses; None where the environment holds mistakes.
        slack: asks Slack with the bot's token.
        database: tells how the database stands to the schema, or raises `DatabaseUnavailable`.
        clock: this machine's time.
        broken_runbooks: what is wrong in files that should be runbooks, one sentence each with its place.
        environment: where actions of runbooks find their secrets.
    """

    config: Config | None
    settings: Settings
    slack: Slack
    database: Callable[[], Awaitable[Standing]]
    clock: Clock
    broken_runbooks: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
