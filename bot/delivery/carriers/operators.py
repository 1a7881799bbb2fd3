"""Word to those who run Muster: posted once, like every message."""

from bot.blocks.checkup import checkup
from bot.delivery.carriers.messages import EVENT_TYPE, look_up
from bot.delivery.carriers.places import Spot
from bot.delivery.desk import Desk, Job
from bot.domain.effects import Done, Outcome, TellOperators


async def tell(desk: Desk, job: Job, effect: TellOperators) -> Outcome:
    """Post what has broken and what was mended, unless an earlier attempt turns out to have posted it."""
    if job.in_doubt and (found := await look_up(desk, job, Spot(channel=effect.channel))) is not None:
        return Done(result=found)
    drawing = checkup(broke=effect.broke, mended=effect.mended)
    answer = await desk.call(
        job,
        "chat.postMessage",
        channel=effect.channel,
        text=drawing.text,
        blocks=drawing.blocks,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"effect": job.id}},
    )
    return Done(result={"channel": answer["channel"], "ts": answer["ts"]})
