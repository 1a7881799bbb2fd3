"""Which runbooks an incident is offered: kept with it, for the card to show and the figures to count."""

from typing import Any, Final

from bot.domain.models import Incident
from bot.usecases.tx import Tx
from runbooks.choice import choose

_MOST: Final = 3


def offer_runbooks(tx: Tx, incident: Incident) -> None:
    """Offer what fits the incident as it is now, best first; what was offered before is remembered as past.

    It only looks into memory, because it is part of declaring.
    """
    found = choose(
        tx.catalogue,
        services=incident.services,
        severity=tx.config.severity(incident.severity).name,
        title=f"{incident.title} {incident.impact}",
        today=tx.now.date(),
    )
    fresh: list[dict[str, Any]] = [
        {
            "runbook": one.runbook.id,
            "title": one.runbook.title,
            "reasons": list(one.reasons),
            "is_stale": one.is_stale,
        }
        for one in found[:_MOST]
    ]
    names = {one["runbook"] for one in fresh}
    past = [{**one, "is_past": True} for one in incident.offers or [] if one["runbook"] not in names]
    if [*fresh, *past] != (incident.offers or []):
        incident.offers = [*fresh, *past]


def forget_words(tx: Tx, incident: Incident) -> None:
    """Offer anew after words of the incident were redacted: the reasons of offers quote them."""
    incident.offers = [{**one, "reasons": []} for one in incident.offers or []]
    offer_runbooks(tx, incident)
