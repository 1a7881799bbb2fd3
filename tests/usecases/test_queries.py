"""The read models say what is in the database, and no more than a person may know."""

import pytest

from bot.domain.errors import NoSuchIncident
from bot.domain.models import StatusUpdate, TimelineEntry
from tests.support.bench import ROOM, Bench

pytestmark = pytest.mark.both_databases


async def test_an_incident_is_read_with_its_people_by_name(bench: Bench) -> None:
    """Names come from what Slack told us, and fall back to the id."""
    await bench.person("UANA", name="Ana")
    number = await bench.incident(roles={"incident_commander": "UANA", "scribe": "UCY"})
    view = await bench.queries.incident(number)
    assert view.declared_by.name == "Ana"
    commander, scribe = view.holder("incident_commander"), view.holder("scribe")
    assert commander is not None
    assert commander.name == "Ana"
    assert scribe is not None
    assert scribe.name == "UCY"
    assert view.holder("tech_lead") is None
    assert view.severity.name == "SEV1"


async def test_a_severity_that_is_no_longer_configured_keeps_its_name(bench: Bench) -> None:
    """An edit of the configuration must not make old incidents unreadable."""
    number = await bench.incident(severity="P7")
    view = await bench.queries.incident(number)
    assert (view.severity.name, view.severity_is_set) == ("P7", True)
    assert view.severity.update_every == bench.config.severity(None).update_every


async def test_an_unknown_number_is_refused(bench: Bench) -> None:
    """There is a sentence for a number that was never given."""
    with pytest.raises(NoSuchIncident, match="INC-99"):
        await bench.queries.incident(99)


async def test_a_private_incident_is_for_the_members_of_its_channel(bench: Bench) -> None:
    """To everybody else it reads like a number that was never given."""
    number = await bench.incident(private=True)
    assert (await bench.queries.incident_for("UBO", number)).number == number
    assert await bench.queries.visible_to("UBO", number)
    assert not await bench.queries.visible_to("UEVE", number)
    with pytest.raises(NoSuchIncident) as told:
        await bench.queries.incident_for("UEVE", number)
    with pytest.raises(NoSuchIncident) as unknown:
        await bench.queries.incident_for("UEVE", 99)
    assert told.value.sentence == unknown.value.sentence.replace("99", str(number))
    assert [view.number for view in (await bench.queries.listing("UBO")).incidents] == [number]
    assert (await bench.queries.listing("UEVE")).incidents == ()


async def test_a_channel_leads_to_its_open_incident_first(bench: Bench) -> None:
    """A channel that was a war room twice means the incident that is still open."""
    first = await bench.incident()
    await bench.incident(status="resolved", is_open=False)
    assert await bench.queries.number_of_channel(ROOM) == first
    found = await bench.queries.incident_of_channel(ROOM)
    assert found is not None
    assert found.number == first
    assert await bench.queries.incident_of_channel("C0ELSE") is None


async def test_a_list_comes_in_pages_and_in_a_bounded_number_of_queries(bench: Bench) -> None:
    """However many incidents there are, each table is asked once."""
    numbers = [await bench.incident(severity=f"SEV{1 + i % 2}") for i in range(5)]
    page = await bench.queries.listing("UBO", size=3)
    assert [view.number for view in page.incidents] == numbers[:1:-1]
    assert page.has_more
    rest = await bench.queries.listing("UBO", offset=3, size=3)
    assert ([view.number for view in rest.incidents], rest.has_more) == (numbers[1::-1], False)
    worst = await bench.queries.listing("UBO", severity="SEV1")
    assert [view.number for view in worst.incidents] == numbers[::-2]


async def test_the_last_update_and_its_redaction_are_seen(bench: Bench) -> None:
    """A redacted update stays an update, without its words."""
    number = await bench.incident(entry_count=1)

    async def write(tx: object) -> None:
        session = tx.session  # type: ignore[attr-defined]
        session.add(
            StatusUpdate(
                incident_id=number, number=1, at=bench.now, by="UBO", status="investigating", entry_number=1
            )
        )
        session.add(
            TimelineEntry(
                incident_id=number,
                number=1,
                occurred_at=bench.now,
                recorded_at=bench.now,
                kind="update_posted",
                redacted=True,
            )
        )

    await bench.do(write)
    view = await bench.queries.incident(number)
    assert view.last_update is not None
    assert view.last_update.redacted
    dossier = await bench.queries.dossier(number)
    assert dossier.updates == (view.last_update,)
    assert [entry.number for entry in dossier.entries] == [1]
    catchup = await bench.queries.catchup(number)
    assert catchup.updates == (view.last_update,)


async def test_the_timeline_is_paged_from_its_end(bench: Bench) -> None:
    """Page 1 holds what happened last; a page beyond the end is the last one."""
    number = await bench.incident()

    async def write(tx: object) -> None:
        incident = await tx.lock(number)  # type: ignore[attr-defined]
        for i in range(5):
            await tx.record(incident, kind="note", text=f"note {i + 1}")  # type: ignore[attr-defined]

    await bench.do(write)
    first = await bench.queries.timeline_page(number, size=2)
    assert ([entry.number for entry in first.entries], first.pages) == ([4, 5], 3)
    last = await bench.queries.timeline_page(number, page=9, size=2)
    assert ([entry.number for entry in last.entries], last.page) == ([1], 3)


async def test_home_shows_my_incidents_before_the_others(bench: Bench) -> None:
    """What I declared or hold a role in comes first; what is overdue and mine to write waits for me."""
    other = await bench.incident(declared_by="UANA")
    mine = await bench.incident(roles={"comms_lead": "UBO"}, next_update_due_at=bench.now)
    home = await bench.queries.home("UBO")
    assert [view.number for view in home.mine] == [mine]
    assert [view.number for view in home.others] == [other]
    assert [view.number for view in home.updates_due] == [mine]
