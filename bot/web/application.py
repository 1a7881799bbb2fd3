"""The aiohttp application and its routes."""

from aiohttp import web

from bot.web.health import Health
from bot.web.slack import PATH, SlackEndpoint

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
