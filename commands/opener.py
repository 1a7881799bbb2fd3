"""Forms: opened while the trigger lives, filled when the database has answered."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.modals.loading import loading
from bot.blocks.modals.notice import notice
from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, Refusal
from bot.log import get_logger

log = get_logger(__name__)

View = dict[str, Any]


class Opener:
    """Opens forms for one person's action.

    The trigger lives 3 s and serves once, so nothing is read before the form stands: it opens as "loading" and is
    filled afterwards.

    Args:
        client: Slack's client as Bolt hands it to listeners; used for `views.*` alone.
        trigger: of the action.
        manual_procedure: what the form says when the database is down.
    """

    def __init__(self, client: AsyncWebClient, *, trigger: str, manual_procedure: str) -> None:
        """Remember the trigger."""
        self._client = client
        self._trigger = trigger
        self._manual_procedure = manual_procedure

    async def open(self, view: View) -> None:
        """Open a form that needs nothing from the database.

        Raises:
            Refusal: Slack did not open it (the trigger was too old).
        """
        try:
            await self._client.views_open(trigger_id=self._trigger, view=view)
        except SlackApiError as error:
            raise _not_opened(error) from error

    async def fill(self, title: str, draw: Callable[[], Awaitable[View]]) -> None:
        """Open a form at once and fill it with what `draw` returns; its refusal is shown in the form.

        Raises:
            Refusal: Slack did not open it (the trigger was too old).
        """
        try:
            opened = await self._client.views_open(trigger_id=self._trigger, view=loading(title))
        except SlackApiError as error:
            raise _not_opened(error) from error
        try:
            view = await draw()
        except Refusal as refusal:
            view = notice(title, refusal.sentence)
        except DatabaseUnavailable:
            view = notice(title, words.database_down(self._manual_procedure))
        try:
            await self._client.views_update(view_id=opened["view"]["id"], view=view)
        except SlackApiError as error:
            # The person has closed it meanwhile, or Slack is in trouble; either way they see it.
            log.warning("form_not_filled", reason=error.response.get("error"))


def _not_opened(error: SlackApiError) -> Refusal:
    reason = error.response.get("error") if hasattr(error.response, "get") else "no answer"
    log.warning("form_not_opened", reason=reason)
    return Refusal(words.form_not_opened())
