"""Effects that were claimed together with the one they wait for, until it has happened."""

from collections import defaultdict
from collections.abc import Sequence

from bot.delivery.desk import Job
from bot.usecases.deliveries import Claimed

Follower = tuple[Claimed, Job]


class Followers:
    """What follows which effect, in one process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._behind: defaultdict[int, list[Follower]] = defaultdict(list)

    def add(self, claimed: Claimed, job: Job, *, after: int) -> None:
        """Let an effect wait for the one whose id is `after`."""
        self._behind[after].append((claimed, job))

    def are_behind(self, leader: int) -> bool:
        """Tell whether anything follows `leader`."""
        return leader in self._behind

    def begin(self, leader: int) -> Sequence[Follower]:
        """Return what may begin now that `leader` has happened."""
        return self._behind.pop(leader, [])

    def let_go(self, leader: int) -> list[int]:
        """Return the ids of all that will not begin, because `leader` has not happened."""
        left: list[int] = []
        for claimed, _ in self._behind.pop(leader, []):
            left += [claimed.id, *self.let_go(claimed.id)]
        return left
