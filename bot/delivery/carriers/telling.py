"""Word to those outside the incidents: who runs Muster, and security. Posted once, like every message."""

from bot.blocks.checkup import checkup
from bot.blocks.security import security
from bot.delivery.carriers.messages import tell
from bot.delivery.desk import Desk, Job
from bot.domain.effects import Outcome, TellOperators, TellSecurity


async def tell_operators(desk: Desk, job: Job, effect: TellOperators) -> Outcome:
    """Say what has broken and what was mended."""
    return await tell(
        desk, job, channel=effect.channel, drawing=checkup(broke=effect.broke, mended=effect.mended)
    )


async def tell_security(desk: Desk, job: Job, effect: TellSecurity) -> Outcome:
    """Tell of emergency access."""
    return await tell(desk, job, channel=effect.channel, drawing=security(effect.facts, now=desk.clock.now()))
