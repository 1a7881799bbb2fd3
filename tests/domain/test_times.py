from datetime import datetime

import pytest

from bot.domain import times
from bot.domain.errors import NotUnderstood
from bot.domain.metrics import metrics
from tests.domain.levels import NOW, minutes


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("impact", "impact_started_at"),
        ("Impact_started_at", "impact_started_at"),
        ("impact-started", "impact_started_at"),
        ("started", "impact_started_at"),
        ("detected", "detected_at"),
        ("acked", "acknowledged_at"),
        ("contained", "contained_at"),
        ("mitigated", "mitigated_at"),
        ("resolved", "resolved_at"),
        ("closed_at", "closed_at"),
        ("lunch", None),
        ("", None),
    ],
)
def test_a_time_is_named_by_its_word(word: str, name: str | None) -> None:
    """`/incident times impact 13:40`, the exported name and common synonyms."""
    assert times.read_time_name(word) == name


def test_every_time_has_a_word_that_reads_back_and_a_title() -> None:
    """The words in their order are those of the product."""
    expected = "impact detected declared acknowledged contained mitigated resolved closed".split()
    assert list(times.WORDS.values()) == expected
    assert [times.read_time_name(word) for word in expected] == list(times.NAMES)
    assert times.TITLES["impact_started_at"] == "Impact started"


BEFORE = NOW - minutes(30)


@pytest.mark.parametrize(
    ("old", "new", "known", "values"),
    [
        ("triage", "investigating", {}, {}),
        ("identified", "monitoring", {}, {"mitigated_at": NOW}),
        ("identified", "monitoring", {"mitigated_at": BEFORE}, {"mitigated_at": NOW}),
        ("monitoring", "resolved", {"mitigated_at": BEFORE}, {"resolved_at": NOW}),
        ("investigating", "resolved", {}, {"resolved_at": NOW, "mitigated_at": NOW}),
        ("resolved", "closed", {"resolved_at": BEFORE}, {"closed_at": NOW}),
        ("monitoring", "identified", {"mitigated_at": BEFORE}, {"mitigated_at": None}),
        (
            "resolved",
            "monitoring",
            {"mitigated_at": BEFORE, "resolved_at": BEFORE},
            {"resolved_at": None},
        ),
        (
            "closed",
            "investigating",
            {"mitigated_at": BEFORE, "resolved_at": BEFORE, "closed_at": BEFORE, "contained_at": BEFORE},
            {"mitigated_at": None, "resolved_at": None, "closed_at": None},
        ),
        ("investigating", "cancelled", {"mitigated_at": BEFORE}, {}),
        ("monitoring", "merged", {"mitigated_at": BEFORE}, {}),
        ("merged", "monitoring", {"mitigated_at": BEFORE}, {}),
        ("merged", "investigating", {"mitigated_at": BEFORE}, {}),
    ],
)
def test_a_status_change_sets_and_clears_times(
    old: str, new: str, known: dict[str, datetime | None], values: dict[str, datetime | None]
) -> None:
    """The last occurrence counts; what no longer holds becomes unknown."""
    assert times.automatic_times(old, new, now=NOW, known=known) == values


def test_a_correction_into_the_future_is_refused() -> None:
    """A time says what has happened; a clock that is a minute ahead is forgiven."""
    with pytest.raises(NotUnderstood, match="still to come"):
        times.check_correction("mitigated_at", NOW + minutes(3), now=NOW, known={})
    assert times.check_correction("mitigated_at", NOW + minutes(1), now=NOW, known={}) is None


@pytest.mark.parametrize(
    ("name", "known", "contradicts"),
    [
        ("mitigated_at", {"impact_started_at": NOW}, "*Mitigated* (…) is now before *impact started*"),
        (
            "impact_started_at",
            {"detected_at": BEFORE - minutes(60)},
            "*Detected* (…) is now before *impact started*",
        ),
        ("resolved_at", {"mitigated_at": NOW}, "*Resolved* (…) is now before *mitigated*"),
        ("mitigated_at", {"impact_started_at": BEFORE}, None),
        ("mitigated_at", {"impact_started_at": None}, None),
        ("contained_at", {"resolved_at": BEFORE - minutes(60), "mitigated_at": None}, None),
        ("detected_at", {"resolved_at": BEFORE, "mitigated_at": NOW}, None),  # not this correction's doing
    ],
)
def test_an_odd_order_is_named_and_allowed(
    name: str, known: dict[str, datetime | None], contradicts: str | None
) -> None:
    """The warning says which two times contradict each other."""
    warning = times.check_correction(name, BEFORE, now=NOW, known=known)
    if contradicts is None:
        assert warning is None
        return
    assert warning is not None
    start, end = contradicts.split("…")
    assert warning.startswith(start)
    assert end in warning


def test_metrics_run_between_the_times() -> None:
    """Each metric in seconds; what hurt customers counts from the start of the impact."""
    at = {name: NOW + minutes(10 * place) for place, name in enumerate(times.NAMES)}
    assert metrics(at) == {
        "time_to_detect_s": 600,
        "time_to_declare_s": 600,
        "time_to_acknowledge_s": 600,
        "time_to_contain_s": 2400,
        "time_to_mitigate_s": 3000,
        "time_to_resolve_s": 3600,
        "time_to_close_s": 600,
    }


def test_an_unknown_start_is_when_it_was_detected_or_declared() -> None:
    """Time to detect needs the real start; the others take the first moment that is known."""
    values = {"declared_at": NOW, "acknowledged_at": NOW + minutes(2), "mitigated_at": NOW + minutes(20)}
    assert metrics(values) == {
        "time_to_detect_s": None,
        "time_to_declare_s": None,
        "time_to_acknowledge_s": 120,
        "time_to_contain_s": None,
        "time_to_mitigate_s": 1200,
        "time_to_resolve_s": None,
        "time_to_close_s": None,
    }
    assert metrics({**values, "detected_at": NOW - minutes(5)})["time_to_mitigate_s"] == 1500


def test_what_is_not_known_is_null_never_zero() -> None:
    """No times, no metrics; nor from times that contradict each other."""
    assert set(metrics({}).values()) == {None}
    assert metrics({"declared_at": NOW, "acknowledged_at": NOW - minutes(1)})["time_to_acknowledge_s"] is None
    assert metrics({"declared_at": NOW, "acknowledged_at": NOW})["time_to_acknowledge_s"] == 0
