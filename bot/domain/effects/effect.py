"""What all effects have in common."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Effect:
    """The common part of all effects.

    Class attributes:
        kind: its name in the outbox.
        priority: smaller goes first when Slack slows us down: calls 10, room 20, updates 30, cosmetics 80;
            `rank` tells single effects of a kind apart.
        barrier: whether it waits for every earlier effect of its incident.
        looks_first: whether it asks Slack if a cut-off attempt has happened, and must give that one time to.
    """

    kind: ClassVar[str]
    priority: ClassVar[int] = 50
    barrier: ClassVar[bool] = False
    looks_first: ClassVar[bool] = False

    incident_id: int

    def rank(self) -> int:
        """Return how soon this effect goes when Slack slows us down; smaller is sooner."""
        return self.priority

    def lane(self) -> str | None:
        """Return the name of the queue whose order this effect keeps, or None."""
        return None

    def leads(self) -> bool:
        """Tell whether what waits for this effect is claimed with it, to follow without another transaction.

        People wait for the war room: its card, its members and its topic follow as soon as Slack has made it.
        """
        return False

    def target(self) -> str | None:
        """Return what this effect refreshes; effects of one target coalesce. None: it happens once."""
        return None

    def payload(self) -> dict[str, Any]:
        """Return its fields as JSON."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}
