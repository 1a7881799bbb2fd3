"""Clicks: on buttons and menus, in messages, in App Home and in forms."""

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.actions import Origin
from bot.blocks.drawing import Drawing
from bot.domain.errors import Refusal
from bot.domain.reply import Reply
from bot.log import get_logger
from bot.usecases.homes import show_home
from commands import payload
from commands.answer import Answer, Nothing, as_view, in_time, safely, whisper
from commands.deps import Deps
from commands.opener import Opener
from commands.payload import Body, Click
from commands.pressed import Pressed
from commands.pressing import OPENING, REPLACING, Pressing, handler_of
from commands.showing import show_panel
from commands.verbs import Vocabulary
from commands.wanted import View

log = get_logger(__name__)

_TITLE = "Muster"
_PANEL = "panel:"  # how the block ids of a panel begin


class Clicks:
    """Answers clicks."""

    def __init__(self, deps: Deps, *, vocabulary: Vocabulary) -> None:
        """Remember what clicks work with; help needs the verbs."""
        self._deps = deps
        self._vocabulary = vocabulary

    async def listen(self, body: Body, ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient) -> None:
        """Answer one click within Slack's time; what is said follows privately, where the person clicked."""
        click = payload.click(body)
        press = handler_of(click.action_id)
        if press is None:
            await ack()
            return
        opener = Opener(client, trigger=click.trigger, manual_procedure=self._deps.config.manual_procedure)
        pressed = Pressed(
            click=click,
            origin=click.origin or Origin(),
            opener=opener,
            vocabulary=self._vocabulary,
            deps=self._deps,
        )

        async def tell(answer: Answer) -> None:
            await self._tell(click, answer, respond)

        answer = await in_time(self._press(press, pressed), deps=self._deps, late=tell)
        await ack()
        self._deps.tasks.start(tell(answer), name="answer-click")

    async def _press(self, press: Pressing, pressed: Pressed) -> Answer:
        if pressed.click.action_id not in OPENING:  # forms are open before anything is read
            await self._deps.directory.person(pressed.by)
        if pressed.click.response_url or pressed.click.action_id in OPENING:
            return await press(pressed)
        await self._press_at_home(press, pressed)
        return Nothing()

    async def _press_at_home(self, press: Pressing, pressed: Pressed) -> None:
        """Answer in a form of its own: App Home gives no other way to say something privately."""

        async def draw() -> View:
            answer = await safely(press(pressed), deps=self._deps)
            await self._deps.runner.run(lambda tx: show_home(tx, person=pressed.by))
            return as_view(_TITLE, answer)

        await pressed.opener.fill(_TITLE, draw)

    async def _tell(self, click: Click, answer: Answer, respond: AsyncRespond) -> None:
        """Say it where the person clicked; a panel they clicked in is drawn again, for it shows what was."""
        if not click.response_url:
            return
        if isinstance(answer, Reply) and click.ephemeral and click.block_id.startswith(_PANEL):
            await self._redraw_panel(click, respond)
        replace = isinstance(answer, Drawing) and click.action_id in REPLACING
        await whisper(respond, answer, replace=replace)

    async def _redraw_panel(self, click: Click, respond: AsyncRespond) -> None:
        number = click.origin.incident if click.origin else None
        if number is None:
            return
        try:
            panel = await show_panel(self._deps, person=click.user, number=number)
        except Refusal as refusal:
            log.info("panel_not_redrawn", reason=type(refusal).__name__)
            return
        await whisper(respond, panel, replace=True)
