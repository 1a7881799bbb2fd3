"""What listeners work with; built once by the composition root."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.config import Config
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner
from bot.usecases.shelf import Shelf
from commands.directory import Directory
from commands.tasks import Tasks


@dataclass(frozen=True, kw_only=True)
class Deps:
    """The tools of every listener.

    Args:
        runner: runs use-cases.
        queries: reads.
        directory: knows people, and asks Slack about those it does not know.
        shelf: finds runbooks.
        tasks: keeps what goes on after a listener has answered.
        bot: the bot's own user id: what it does itself it knows already.
    """

    runner: Runner
    queries: Queries
    directory: Directory
    config: Config
    shelf: Shelf
    clock: Clock
    tasks: Tasks
    bot: str
