"""The aiohttp application, its routes, and the server that it runs in."""

import logging
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError

from bot.log import get_logger
from bot.web.health import Health
from bot.web.slack import PATH, SlackEndpoint

log = get_logger(__name__)

LARGEST_BODY = 1024 * 1024
"""Bytes; Slack's largest payload is far smaller."""


def application(*, slack: SlackEndpoint | None, health: Health) -> web.Application:
    """Return the application.

    Args:
        slack: Slack's endpoint; None in Socket Mode.
        health: answers `/healthz` and `/readyz`.
    """
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    if slack is not None:
        app.router.add_post(PATH, slack.handle)
    return app


def serving(app: web.Application, *, shutdown_timeout: float) -> web.AppRunner:
    """Return what runs the application.

    Slack compresses nothing, and what strangers compress is not unpacked: that would come before the
    signature is checked.

    Args:
        shutdown_timeout: seconds that requests under way are given at a stop.
    """
    return web.AppRunner(
        app,
        access_log=None,
        logger=_OurFaults(logging.getLogger("aiohttp.server")),
        shutdown_timeout=shutdown_timeout,
        auto_decompress=False,
    )


class _OurFaults(logging.LoggerAdapter[logging.Logger]):
    """aiohttp's log, in which a stranger who speaks no HTTP leaves no traceback of ours."""

    def exception(self, msg: object, *args: object, exc_info: Any = True, **more: Any) -> None:
        if isinstance(exc_info, HttpProcessingError):
            log.debug("request_broken", reason=type(exc_info).__name__)
        else:
            super().exception(msg, *args, exc_info=exc_info, **more)
