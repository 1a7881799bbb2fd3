"""Figures of runbooks: how often each was offered, followed and of help; unknown is None, never 0."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

GOAL_RESOLVED_WITH = 0.7
"""The share of incidents that should be resolved with a runbook."""

GOAL_AUTOMATED = 0.95
"""The share of what the bot carries out that should succeed."""


NOTHING: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class RunFact:
    """As much of a run as figures need.

    Args:
        took_s: seconds from its start to its end; None while it is followed.
    """

    incident: int
    runbook: str
    ending: str | None
    took_s: float | None
    votes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunbookFigures:
    """The figures of one runbook.

    Args:
        helped: the share of answers that were `yes`, "partly" as a half; None while nobody has answered.
        median_s: of those that were finished; None while none was.
    """

    runbook: str
    offered: int
    started: int
    finished: int
    answers: int
    helped: float | None
    median_s: float | None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All figures.

    Args:
        resolved: how many incidents were resolved.
        resolved_with: the share of them in which a runbook was finished; None while there is none.
        carried_out: how many actions the bot has carried out.
        succeeded: the share of them that did what they should; None while there is none.
    """

    runbooks: tuple[RunbookFigures, ...]
    resolved: int
    resolved_with: float | None
    carried_out: int = 0
    succeeded: float | None = None


def figures(
    runs: Sequence[RunFact],
    *,
    offered: Mapping[str, int],
    resolved: Collection[int],
    outcomes: Mapping[str, tuple[int, int]] = NOTHING,
) -> Figures:
    """Return the figures of every runbook that was offered or followed, the most followed first.

    Args:
        offered: in how many incidents each was.
        resolved: the numbers of incidents that were resolved.
        outcomes: of what the bot carried out for each runbook, how much succeeded and how much failed.
    """
    well, badly = (sum(one[at] for one in outcomes.values()) for at in (0, 1))
    names = {*offered, *(run.runbook for run in runs)}
    each = [_of(name, [run for run in runs if run.runbook == name], offered.get(name, 0)) for name in names]
    with_one = {run.incident for run in runs if run.ending == "finished"} & set(resolved)
    return Figures(
        runbooks=tuple(sorted(each, key=lambda one: (-one.started, -one.offered, one.runbook))),
        resolved=len(resolved),
        resolved_with=len(with_one) / len(resolved) if resolved else None,
        carried_out=well + badly,
        succeeded=well / (well + badly) if well + badly else None,
    )


_WORTH: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}


def _of(name: str, runs: Sequence[RunFact], offered: int) -> RunbookFigures:
    worth = [_WORTH[vote] for run in runs for vote in run.votes if vote in _WORTH]
    took = [run.took_s for run in runs if run.ending == "finished" and run.took_s is not None]
    return RunbookFigures(
        runbook=name,
        offered=offered,
        started=len(runs),
        finished=sum(run.ending == "finished" for run in runs),
        answers=len(worth),
        helped=sum(worth) / len(worth) if worth else None,
        median_s=median(took) if took else None,
    )
