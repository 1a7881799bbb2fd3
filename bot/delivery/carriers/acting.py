"""A runbook's action: begun once in the database, made once outside."""

from functools import partial

from bot.delivery.actions import perform
from bot.delivery.desk import Desk, Job
from bot.domain.effects import Done, Outcome, RunAction
from bot.usecases.acting.running import begin


async def run(desk: Desk, job: Job, effect: RunAction) -> Outcome:
    """Make an approved call, unless it has been begun before: then people are asked what became of it."""
    began = await desk.runner.run(partial(begin, request_id=effect.request_id))
    if began is None:
        return Done(result={})
    call, dry = began
    result = await perform(call, allowed=desk.config.actions, environment=desk.environment, dry=dry)
    return Done(result=result.to_json())
