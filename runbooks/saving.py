"""A run as JSON values and back, without loss, for a column of the database."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from runbooks.run import Choice, Ending, Run, StepState

_MOMENTS = frozenset({"at", "reached_at", "claimed_at", "started_at"})


def to_json(run: Run) -> dict[str, Any]:
    """Return `run` as JSON values."""
    values: dict[str, Any] = _plain(asdict(run))
    return values


def from_json(values: Mapping[str, Any]) -> Run:
    """Return the run that `to_json` wrote.

    Keys that this version does not know are left out, so that a newer one can be rolled back.

    Raises:
        ValueError: the values are no run.
    """
    try:
        ending = values.get("ending")
        return Run(
            **_known(
                Run,
                values,
                steps=tuple(_step(one) for one in values["steps"]),
                values=tuple((name, value) for name, value in values["values"]),
                ending=None if ending is None else Ending(**_known(Ending, ending)),
            )
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"These values are no run: {error}") from error


def _step(values: Mapping[str, Any]) -> StepState:
    box = values.get("time_box")
    return StepState(
        **_known(
            StepState,
            values,
            time_box=None if box is None else timedelta(seconds=box),
            choices=tuple(Choice(**_known(Choice, one)) for one in values["choices"]),
        )
    )


def _known(kind: type, given: Mapping[str, Any], /, **read: Any) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    plain = {name: _moment(name, value) for name, value in given.items() if name in names}
    return plain | read


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _MOMENTS and value is not None else value


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return value
