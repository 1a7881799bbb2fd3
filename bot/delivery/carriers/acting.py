"""A runbook's action: begun once in the database, made once outside; and the word to security."""

from functools import partial

from bot.blocks.security import security
from bot.delivery.actions import perform
from bot.delivery.carriers.messages import EVENT_TYPE, look_up
from bot.delivery.carriers.places import Spot
from bot.delivery.desk import Desk, Job
from bot.domain.effects import Done, Outcome, RunAction, TellSecurity
from bot.usecases.acting.running import begin


async def run(desk: Desk, job: Job, effect: RunAction) -> Outcome:
    """Make an approved call, unless it has been begun before: then people are asked what became of it."""
    began = await desk.runner.run(partial(begin, request_id=effect.request_id))
    if began is None:
        return Done(result={})
    call, dry = began
    result = await perform(call, allowed=desk.config.actions, environment=desk.environment, dry=dry)
    return Done(result=result.to_json())


async def tell_security(desk: Desk, job: Job, effect: TellSecurity) -> Outcome:
    """Post a word about emergency access, unless an earlier attempt turns out to have posted it."""
    if job.in_doubt and (found := await look_up(desk, job, Spot(channel=effect.channel))) is not None:
        return Done(result=found)
    drawing = security(effect.facts, now=desk.clock.now())
    answer = await desk.call(
        job,
        "chat.postMessage",
        channel=effect.channel,
        text=drawing.text,
        blocks=drawing.blocks,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"effect": job.id}},
    )
    return Done(result={"channel": answer["channel"], "ts": answer["ts"]})
