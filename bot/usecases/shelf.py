"""The shelf: the runbooks that can be followed, as people look for them."""

from collections.abc import Collection, Sequence

from bot.clock import Clock
from bot.domain.run_views import ParameterView, RunbookView
from runbooks.catalogue import Catalogue
from runbooks.choice import search
from runbooks.model import Runbook
from runbooks.values import wanted


class Shelf:
    """Finds runbooks; it reads no database.

    Args:
        catalogue: all of them.
        clock: says whose review is overdue.
    """

    def __init__(self, catalogue: Catalogue, *, clock: Clock) -> None:
        """Remember where to look."""
        self._catalogue = catalogue
        self._clock = clock

    @property
    def ids(self) -> Collection[str]:
        """The id of each."""
        return self._catalogue.runbooks.keys()

    def find(self, words: str = "") -> tuple[RunbookView, ...]:
        """Return the runbooks that have every one of `words` in title, id, services or symptoms."""
        return tuple(self._view(one) for one in search(self._catalogue, words=words))

    def meant(self, name: str) -> str:
        """Return the id of the only runbook that fits what was typed; else what was typed."""
        if self._catalogue.get(name) is not None:
            return name
        found = search(self._catalogue, words=name.replace("-", " "))
        return found[0].id if len(found) == 1 else name

    def get(self, name: str) -> RunbookView | None:
        """Return one runbook, or None."""
        found = self._catalogue.get(name)
        return None if found is None else self._view(found)

    def asked(self, name: str, *, services: Sequence[str]) -> tuple[ParameterView, ...]:
        """Return what to ask for before a runbook starts, with what is known already; nothing for nobody's.

        Args:
            services: of the incident that is to follow it.
        """
        found = self._catalogue.get(name)
        if found is None:
            return ()
        known = services[0] if len(services) == 1 else None
        return tuple(
            ParameterView(
                name=one.name,
                description=one.description,
                default=known if one.name == "service" else one.default,
            )
            for one in wanted(found, known={})
        )

    def _view(self, runbook: Runbook) -> RunbookView:
        return RunbookView(
            id=runbook.id,
            title=runbook.title,
            owner=runbook.owner,
            is_stale=runbook.is_stale(self._clock.now().date()),
            summary=runbook.summary,
            steps=tuple(step.title for step in runbook.steps),
            parameters=tuple(
                ParameterView(name=one.name, description=one.description, default=one.default)
                for one in runbook.parameters
            ),
        )
