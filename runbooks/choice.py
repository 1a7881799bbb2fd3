"""Which runbooks to offer for an incident, best first, each with its reasons in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from runbooks.catalogue import Catalogue
from runbooks.model import Matcher, Runbook
from runbooks.terms import terms

_ALERT = 60
_SERVICE = 40
_TITLE_WORD = 20
_SYMPTOM_WORD = 12
_MOST_WORDS = 50
_SEVERITY = 5
_OTHER_SEVERITY = -15
_ENOUGH = 12

Labels = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A runbook that may help.

    Args:
        score: the higher the better; it means nothing but the order.
        reasons: why, in words, the weightiest first: "alert KubeAPIDown", "words: replication lag".
        is_stale: its review is overdue, and whoever follows it should know.
    """

    runbook: Runbook
    score: int
    reasons: tuple[str, ...]
    is_stale: bool


def choose(
    catalogue: Catalogue,
    *,
    services: Sequence[str] = (),
    severity: str | None = None,
    labels: Sequence[Labels] = (),
    title: str = "",
    today: date,
) -> list[Offer]:
    """Return what fits an incident, best first; the same question always has the same answer.

    An alert says most, then the service, then the words of the title; the severity alone offers nothing.

    Args:
        labels: of each alert that is attached.
        title: and whatever else people said, such as what customers see.
    """
    said = terms(title)
    offers = [
        _offer(runbook, services=services, severity=severity, labels=labels, said=said, today=today)
        for runbook in catalogue
    ]
    return sorted(
        (one for one in offers if one.score >= _ENOUGH), key=lambda one: (-one.score, one.runbook.id)
    )


def search(catalogue: Catalogue, *, words: str) -> list[Runbook]:
    """Return the runbooks that have every one of `words` in title, id, services or symptoms; all for none."""
    asked = terms(words) or tuple(words.lower().split())
    return [runbook for runbook in catalogue if all(word in _everything(runbook) for word in asked)]


def _everything(runbook: Runbook) -> frozenset[str]:
    alerts = [value for matcher in runbook.alerts for _, value in matcher.labels]
    texts = [runbook.id, runbook.title, *runbook.services, *runbook.symptoms, *alerts]
    return frozenset(terms(" ".join(texts)))


def _offer(
    runbook: Runbook,
    *,
    services: Sequence[str],
    severity: str | None,
    labels: Sequence[Labels],
    said: Sequence[str],
    today: date,
) -> Offer:
    score = 0
    reasons: list[str] = []
    for alert in _alerts(runbook, labels):
        score += _ALERT
        reasons.append(f"alert {alert}")
    asked = {name.casefold() for name in services}
    for service in runbook.services:
        if service.casefold() in asked:
            score += _SERVICE
            reasons.append(f"matches service {service}")
    points, words = _words(runbook, said)
    if points:
        score += points
        reasons.append(f"words: {' '.join(words)}")
    if score and severity is not None and runbook.severities:
        fits = severity.casefold() in {name.casefold() for name in runbook.severities}
        score += _SEVERITY if fits else _OTHER_SEVERITY
        reasons += [f"for {severity}"] if fits else []
    return Offer(runbook=runbook, score=score, reasons=tuple(reasons), is_stale=runbook.is_stale(today))


def _alerts(runbook: Runbook, labels: Sequence[Labels]) -> list[str]:
    """Return the names of the alerts that match, each once."""
    names = [
        alert.get("alertname") or ", ".join(f"{key}={value}" for key, value in matcher.labels)
        for matcher in runbook.alerts
        for alert in labels
        if _matches(matcher, alert)
    ]
    return list(dict.fromkeys(names))


def _matches(matcher: Matcher, alert: Labels) -> bool:
    return all(key in alert and _like(alert[key], value) for key, value in matcher.labels)


def _like(value: str, wanted: str) -> bool:
    """Tell whether `value` is `wanted`, in which `*` stands for any text."""
    first, *rest = wanted.split("*")
    if not rest:
        return value == wanted
    *middle, last = rest
    if not value.startswith(first) or len(value) < len(first) + len(last) or not value.endswith(last):
        return False
    at, end = len(first), len(value) - len(last)
    for piece in middle:
        found = value.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _words(runbook: Runbook, said: Sequence[str]) -> tuple[int, list[str]]:
    """Return what the words that people used count for, and those words as the runbook writes them."""
    in_title = _spellings((runbook.title,))
    in_symptoms = _spellings((*runbook.symptoms, *runbook.services))
    common = [word for word in said if word in in_title or word in in_symptoms]
    points = sum(_TITLE_WORD if word in in_title else _SYMPTOM_WORD for word in common)
    return min(points, _MOST_WORDS), [in_title.get(word) or in_symptoms[word] for word in common]


@lru_cache(maxsize=1_024)  # two for each runbook, asked for with every incident
def _spellings(texts: tuple[str, ...]) -> Mapping[str, str]:
    """Return the words of some texts, without their endings, each with how it is written there."""
    return {word: _spelled(word, text) for text in texts for word in terms(text)}


def _spelled(stem: str, text: str) -> str:
    return next((word for word in re.findall(r"[\w'-]+", text.lower()) if stem in terms(word)), stem)
