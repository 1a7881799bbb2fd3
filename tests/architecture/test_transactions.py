"""One function, one transaction: use-cases leave committing to the runner."""

from collections.abc import Iterator

from tests.architecture.source import Module, Place, attributes, modules, parse, within

_RUNNER = "bot.usecases.runner"
_ENGINE_ROOM = ("bot.store.database", "bot.store.sqlite", "bot.store.migrate", "bot.store.migrations")


def _commits(module: Module) -> Iterator[Place]:
    if module.name == _RUNNER or any(within(module.name, part) for part in _ENGINE_ROOM):
        return
    yield from attributes(module, {"commit", "rollback"})


def test_only_the_runner_commits() -> None:
    """Nothing but the runner, and the engines' own code below it, ends a transaction."""
    assert [str(place) for module in modules() for place in _commits(module)] == []


def test_a_commit_elsewhere_is_noticed() -> None:
    """A use-case that commits by itself is found."""
    assert list(_commits(parse("await session.commit()", path="bot/usecases/declare.py")))
