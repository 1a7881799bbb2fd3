"""Times are corrected with a reason, and every value they have had is kept."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.errors import NotUnderstood
from bot.domain.models import IncidentTime
from bot.usecases import times_of
from tests.support.bench import Bench


async def test_a_correction_counts_and_the_automatic_value_is_kept(bench: Bench) -> None:
    """Each value says who set it and why."""
    await bench.person("UBO", zone="Europe/Berlin")
    number = await bench.incident()
    await bench.do(lambda tx: _detected(tx, number))
    at = bench.now - timedelta(minutes=20)
    said = await bench.reply(
        partial(
            times_of.correct_time, number=number, by="UBO", name="detected", value=at, reason=" per graph "
        )
    )
    assert said == "*Detected* is now 14:40 CET."
    history = await bench.rows(IncidentTime, incident_id=number, name="detected_at")
    assert [(one.value, one.automatic, one.set_by, one.reason) for one in history] == [
        (bench.now, True, None, ""),
        (at, False, "UBO", "per graph"),
    ]
    assert (await bench.queries.scene(number)).incident.times["detected_at"] == at
    (entry,) = await bench.entries(number, "time_corrected")
    assert entry.text == "Detected: 2026-03-04 13:40 UTC (before: 2026-03-04 14:00 UTC): per graph"


async def _detected(tx: object, number: int) -> None:
    incident = await tx.lock(number)  # type: ignore[attr-defined]
    await tx.set_time(incident, name="detected_at", value=tx.now)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "minutes", "reason", "told"),
    [
        ("lunch", -5, "per graph", "no time called"),
        ("impact", 30, "x", "still to come"),
        ("impact", -5, " ", "words"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    bench: Bench, name: str, minutes: int, reason: str, told: str
) -> None:
    """An unknown name, the future, and a correction without a reason."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match=told):
        await bench.do(
            partial(
                times_of.correct_time,
                number=number,
                by="UBO",
                name=name,
                value=bench.now + timedelta(minutes=minutes),
                reason=reason,
            )
        )
    assert await bench.rows(IncidentTime) == []


async def test_an_odd_order_is_named_not_forbidden(bench: Bench) -> None:
    """An alert may fire before customers are hurt."""
    number = await bench.incident()
    await bench.do(lambda tx: _detected(tx, number))
    bench.step(minutes=10)
    said = await bench.reply(
        partial(
            times_of.correct_time,
            number=number,
            by="UBO",
            name="impact_started_at",
            value=bench.now - timedelta(minutes=1),
            reason="per graph",
        )
    )
    assert "is now before" in said
