"""App Home: drawn for one person, as often as needed."""

from bot.delivery.desk import Desk, Job
from bot.delivery.pictures import draw_home
from bot.domain.effects import Done, Outcome, RefreshHome


async def publish(desk: Desk, job: Job, effect: RefreshHome) -> Outcome:
    """Publish a person's App Home."""
    view = await draw_home(desk, person=effect.person)
    await desk.call(job, "views.publish", user_id=effect.person, view=view)
    return Done(result={})
