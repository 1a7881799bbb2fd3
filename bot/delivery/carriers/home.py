"""App Home: drawn for one person, as often as needed."""

from bot.delivery.desk import Desk, Job
from bot.delivery.failure import SlackFailure, decide
from bot.delivery.pictures import draw_home
from bot.domain.effects import Done, GiveUp, Outcome, RefreshHome, RefreshHomes
from bot.domain.ids import jitter
from bot.log import get_logger

log = get_logger(__name__)


async def publish(desk: Desk, job: Job, effect: RefreshHome) -> Outcome:
    """Publish a person's App Home."""
    await _publish(desk, job, person=effect.person)
    return Done(result={})


async def publish_again(desk: Desk, job: Job, effect: RefreshHomes) -> Outcome:
    """Publish the App Homes that may be looked at; one that Slack will not take is left as it is."""
    for person in await desk.queries.home_watchers(private=effect.private):
        try:
            await _publish(desk, job, person=person)
        except SlackFailure as failure:
            if not isinstance(decide(failure, attempt=job.attempt, jitter=jitter()), GiveUp):
                raise
            log.info("home_not_drawn", person=person, reason=failure.error)
    return Done(result={})


async def _publish(desk: Desk, job: Job, *, person: str) -> None:
    view = await draw_home(desk, person=person)
    await desk.call(job, "views.publish", user_id=person, view=view)
