"""Forms: opened while the trigger lives, filled when the database has answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.modals.loading import loading
from bot.blocks.modals.notice import notice
from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, Refusal
from bot.log import get_logger
from commands.answer import without_database
from commands.wanted import Form, View, Wanted

log = get_logger(__name__)

_NO_ANSWER = (aiohttp.ClientError, TimeoutError)
"""Slack could not be reached, or did not answer in time."""


class Opener:
    """Opens forms for one person's action.

    The trigger lives 3 s and serves once, so nothing is read before the form stands: it opens as "loading"
    and is filled then.

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

    async def ask(self, form: Form, wanted: Wanted) -> None:
        """Open `form` and let the person fill it in.

        Raises:
            Refusal: Slack did not open it (the trigger was too old).
        """
        if form.at_once:
            await self.open(await form.draw(wanted))
        else:
            await self.fill(form.title, lambda: form.draw(wanted))

    async def open(self, view: View) -> str:
        """Open a form that needs nothing from the database, and return its id.

        Raises:
            Refusal: Slack did not open it (the trigger was too old).
        """
        try:
            opened = await self._client.views_open(trigger_id=self._trigger, view=view)
        except (SlackApiError, *_NO_ANSWER) as error:
            log.warning("form_not_opened", reason=_reason(error))
            raise Refusal(words.form_not_opened()) from error
        return str(opened["view"]["id"])

    async def fill(self, title: str, draw: Callable[[], Awaitable[View]]) -> None:
        """Open a form at once and fill it with what `draw` returns; its refusal is shown in the form.

        Raises:
            Refusal: Slack did not open it (the trigger was too old).
        """
        view_id = await self.open(loading(title))
        try:
            view = await draw()
        except Refusal as refusal:
            view = notice(title, refusal.sentence)
        except DatabaseUnavailable as error:
            view = notice(title, without_database(error, manual_procedure=self._manual_procedure))
        except Exception:
            broken = notice(title, words.something_broke(self._manual_procedure))
            await change(self._client, view_id, view=broken)
            raise
        await change(self._client, view_id, view=view)


async def change(client: AsyncWebClient, view_id: str, *, view: View) -> None:
    """Show something else in an open form; one that was closed meanwhile is left alone.

    Slack's own troubles pass, and somebody is looking at an empty form: it is tried once more.
    """
    for last in (False, True):
        try:
            await client.views_update(view_id=view_id, view=view)
        except (SlackApiError, *_NO_ANSWER) as error:
            if not last and _may_pass(error):
                continue
            # The person has closed it, or Slack is in trouble; either way they see it.
            log.warning("form_not_filled", reason=_reason(error))
        return


def _may_pass(error: Exception) -> bool:
    """Tell whether the same call may do better at once: Slack gave no reason, or one of its own."""
    return not isinstance(error, TimeoutError) and _reason(error) not in ("not_found", "ratelimited")


def _reason(error: Exception) -> str:
    """Return Slack's word for what went wrong; where no JSON came back, the response is aiohttp's own."""
    response: Any = getattr(error, "response", None)
    return str(response.get("error")) if hasattr(response, "get") else type(error).__name__
