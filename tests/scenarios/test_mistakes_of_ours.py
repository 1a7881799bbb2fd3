"""A mistake in Muster itself: it is written down for who mends it, and stops nothing else."""

from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.domain.effects import CallPeople
from bot.domain.models import Effect
from bot.usecases.tx import Tx
from tests.scenarios.diary import ROOM, declare
from tests.scenarios.world import World


async def test_a_settlement_that_breaks_is_given_up_and_holds_up_no_other(world: World) -> None:
    """What nobody foresaw of one effect is in the log; the incident declared then gets all of its own."""

    async def ask(tx: Tx) -> None:
        # For an incident that there is not: what follows from the call cannot be written.
        await tx.emit(CallPeople(incident_id=0, refs=(world.bo.id,), reason="declared"))

    with capture_logs() as log:
        await world.muster.runner.run(ask)
        await world.calm()
    await declare(world)

    assert "settlement_broke" in {line["event"] for line in log}
    assert world.slack.workspace.pins(ROOM)
    async with world.muster.database.read() as session:
        (broken,) = (await session.exec(select(Effect).where(col(Effect.incident_id).is_(None)))).all()
    assert (broken.state, broken.reason) == ("blocked", "a mistake in Muster, see its log")
