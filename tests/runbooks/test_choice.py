"""Which runbook is offered for an incident, and why."""

from datetime import timedelta
from types import MappingProxyType

import hypothesis.strategies as st
import pytest
from hypothesis import given

from runbooks.catalogue import LIBRARY, Catalogue, load
from runbooks.choice import choose, search
from runbooks.model import Runbook
from runbooks.terms import terms
from tests.runbooks.documents import DOCUMENT, TODAY, read

_SHIPPED = load(LIBRARY)


def _catalogue(*runbooks: Runbook) -> Catalogue:
    return Catalogue(runbooks=MappingProxyType({one.id: one for one in runbooks}))


DISK = _catalogue(read())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("kubectl times out, nothing can be deployed", "kubernetes-api-server-outage"),
        ("Pods keep restarting after the deploy", "pods-crash-loop-after-deploy"),
        ("Primary database is down, need a failover", "database-primary-failover"),
        ("Customers do not see what they just saved, replica lags behind", "replication-lag"),
        ("Checkout returns 500s", "rollback-after-deploy"),
        ("Payments API answers 503 since the release", "rollback-after-deploy"),
        ("Feature flag checkout_v2 broke the cart", "bad-feature-flag"),
        ("Lambda is throttled", "serverless-cold-starts-and-throttling"),
        ("Redis keeps evicting keys", "cache-evictions"),
        ("We are being DDoSed", "traffic-spike-or-ddos"),
        ("Certificate expired on the gateway", "expired-or-rotated-credentials"),
        ("Istio: 503 UH between cart and stock", "service-mesh-misconfiguration"),
        ("AWS bill explodes, autoscaling without end", "runaway-cost"),
        ("Stripe is down", "third-party-outage"),
        ("Customer data leaked to the internet", "data-exfiltration"),
        ("Grafana shows no data", "telemetry-outage"),
        ("Hundreds of alerts at once", "alert-storm"),
    ],
)
def test_the_words_of_a_title_find_the_right_one_first(title: str, expected: str) -> None:
    """As people say it."""
    offers = choose(_SHIPPED, title=title, today=TODAY)
    assert offers[0].runbook.id == expected
    assert offers[0].reasons[0].startswith("words: ")


def test_reasons_are_said_in_words() -> None:
    """The weightiest first."""
    (offer,) = choose(
        DISK,
        services=["checkout"],
        severity="SEV1",
        labels=[{"alertname": "DiskFull"}, {"alertname": "Other"}],
        title="Writes fail: disk full again",
        today=TODAY,
    )
    assert offer.reasons == (
        "alert DiskFull",
        "matches service checkout",
        "words: writes disk full",
        "for SEV1",
    )
    assert not offer.is_stale


def test_an_alert_says_more_than_a_service_and_a_service_more_than_words() -> None:
    """What a machine measured comes before what a person typed."""
    by_alert = read(DOCUMENT.replace("checkout, api", "x"), path="a.md")
    by_service = read(DOCUMENT.replace("DiskFull", "Y").replace("Disk full", "Y"), path="b.md")
    by_words = read(DOCUMENT.replace("DiskFull", "Y").replace("checkout, api", "x"), path="c.md")
    offers = choose(
        _catalogue(by_words, by_service, by_alert),
        services=["API"],
        labels=[{"alertname": "DiskFull"}],
        title="disk",
        today=TODAY,
    )
    assert [offer.runbook.id for offer in offers] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("labels", "fits"),
    [
        ({"alertname": "NodeFilesystemFull", "env": "prod"}, True),
        ({"alertname": "NodeFilesystem", "env": "prod", "more": "x"}, True),
        ({"alertname": "NodeFilesystemFull", "env": "test"}, False),
        ({"alertname": "NodeFilesystemFull"}, False),
        ({"alertname": "xNodeFilesystemFull", "env": "prod"}, False),
    ],
)
def test_all_labels_of_a_matcher_have_to_match(labels: dict[str, str], *, fits: bool) -> None:
    """A star stands for any text."""
    offers = choose(DISK, labels=[labels], today=TODAY)
    assert [offer.reasons for offer in offers] == ([(f"alert {labels['alertname']}",)] if fits else [])


@pytest.mark.parametrize(
    ("wanted", "value", "fits"),
    [
        ("*", "", True),
        ("a*b*c", "aXbYc", True),
        ("a*b*c", "abc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        ("*a*a*", "a", False),
        ("*5xx*", "Api5xxRate", True),
        ("a.c", "abc", False),
    ],
)
def test_a_star_stands_for_any_text(wanted: str, value: str, *, fits: bool) -> None:
    """And nothing else does."""
    catalogue = _catalogue(read(DOCUMENT.replace("- DiskFull", f'- "{wanted}"')))
    assert bool(choose(catalogue, labels=[{"alertname": value}], today=TODAY)) is fits


def test_an_alert_without_a_name_is_called_by_its_labels() -> None:
    """Other sources name theirs differently."""
    catalogue = _catalogue(read(DOCUMENT.replace("- DiskFull", "- {check: disk}")))
    (offer,) = choose(catalogue, labels=[{"check": "disk"}], today=TODAY)
    assert offer.reasons == ("alert check=disk",)


def test_the_severity_alone_offers_nothing() -> None:
    """It would offer everything."""
    assert choose(DISK, severity="SEV1", title="something else", today=TODAY) == []


def test_another_severity_weighs_against_it() -> None:
    """Words alone are then too little, an alert is not."""
    assert choose(DISK, severity="SEV4", title="disk", today=TODAY) == []
    (offer,) = choose(DISK, severity="SEV4", labels=[{"alertname": "DiskFull"}], today=TODAY)
    assert offer.reasons == ("alert DiskFull",)


def test_a_stale_runbook_is_marked_where_it_is_offered() -> None:
    """It is offered all the same."""
    (offer,) = choose(DISK, title="disk", today=TODAY + timedelta(days=200))
    assert offer.is_stale


def test_words_that_fit_everything_offer_nothing() -> None:
    """Every incident is about an error of some service."""
    assert (
        choose(_SHIPPED, title="Some customers have problems with our service, it is down", today=TODAY) == []
    )
    (offer,) = choose(_SHIPPED, title="Once more: hundreds of customers", today=TODAY)
    assert offer.reasons == ("words: hundreds",)


@given(st.text(max_size=60), st.permutations(sorted(_SHIPPED.runbooks)))
def test_the_same_question_has_the_same_answer(title: str, order: list[str]) -> None:
    """Whatever order the runbooks are held in, and whatever people type."""
    shuffled = _catalogue(*(_SHIPPED.runbooks[name] for name in order))
    assert choose(shuffled, title=title, today=TODAY) == choose(_SHIPPED, title=title, today=TODAY)


def test_bent_words_are_one_word() -> None:
    """And words that say nothing are none."""
    assert terms("evictions evicted evicting queries query caches caching it's the") == (
        "evict",
        "quer",
        "cach",
    )
    assert terms("Crème brûlée: 500s!") == ("crem", "brul", "500")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("replica", ["replication-lag"]),
        ("redis", ["cache-evictions"]),
        ("KubeAPIDown", ["kubernetes-api-server-outage"]),
        ("lag failover", []),
        ("alert-storm", ["alert-storm"]),
        ("xyz", []),
    ],
)
def test_a_search_needs_every_word(words: str, found: list[str]) -> None:
    """In title, id, services, symptoms or alerts."""
    assert [runbook.id for runbook in search(_SHIPPED, words=words)] == found


def test_a_search_for_nothing_lists_all() -> None:
    """In the order of their ids."""
    assert [runbook.id for runbook in search(_SHIPPED, words=" ")] == sorted(_SHIPPED.runbooks)
