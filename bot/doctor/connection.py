"""How Slack reaches the bot: Socket Mode opens, or requests over HTTP can be told from forged ones."""

from typing import Final

from bot.delivery.failure import REFUSED_TOKENS, SlackFailure
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, unknown, well
from bot.domain.checkup import Finding

CONNECTION: Final = "connection"

_GENERATE_ANOTHER: Final = (
    "On the app's page Basic Information, under App-Level Tokens, generate a token with the scope "
    "connections:write, put it into SLACK_APP_TOKEN, then start Muster again."
)


async def connection(patient: Patient) -> Finding:
    """Return whether Slack can reach the bot, as far as can be told from here."""
    if not patient.settings.socket_mode:
        return _http(patient)
    try:
        # Slack answers with a one-time address, which is thrown away: the running bot has its own.
        await patient.slack.call("apps.connections.open", app_token=patient.settings.slack_app_token)
    except SlackFailure as failure:
        if failure.error in REFUSED_TOKENS or failure.error == "missing_scope":
            return broken(CONNECTION, f"Slack refuses SLACK_APP_TOKEN ({failure.error}).", _GENERATE_ANOTHER)
        if failure.error == "forbidden_team":
            return broken(
                CONNECTION,
                "Slack does not let this workspace use Socket Mode (forbidden_team).",
                "Check the app's page Socket Mode, or use HTTP: SLACK_SIGNING_SECRET instead of "
                "SLACK_APP_TOKEN, and a manifest made with `muster manifest --url https://…`.",
            )
        return unknown(CONNECTION, failure)
    return well(CONNECTION, "Slack offers a connection for Socket Mode.")


def _http(patient: Patient) -> Finding:
    if not patient.settings.slack_signing_secret:
        return broken(
            CONNECTION,
            "Neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set.",
            "Copy the Signing Secret from the app's page Basic Information into SLACK_SIGNING_SECRET. "
            "Without a public address, use Socket Mode: SLACK_APP_TOKEN needs none.",
        )
    return well(
        CONNECTION,
        "HTTP: the signing secret is set. Slack itself checks the address, on the app's page Event "
        "Subscriptions.",
    )
