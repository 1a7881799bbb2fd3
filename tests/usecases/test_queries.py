"""The read models say what is in the database, and no more than a person may know."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from bot.domain import effects
from bot.domain.errors import NoSuchIncident
from bot.domain.models import Effect, Handover, StatusUpdate, TimelineEntry
from bot.usecases.queries import Picture
from bot.usecases.tx import Tx
from tests.support.bench import ROOM, Bench

pytestmark = pytest.mark.both_databases


async def test_an_incident_is_read_with_its_people_by_name(bench: Bench) -> None:
    """Names come from what Slack told us, and fall back to the id."""
    await bench.person("UANA", name="Ana")
    number = await bench.incident(roles={"incident_commander": "UANA", "scribe": "UCY"})
    view = (await bench.queries.scene(number)).incident
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
    view = (await bench.queries.scene(number)).incident
    assert (view.severity.name, view.severity_is_set) == ("P7", True)
    assert view.severity.update_every == bench.config.severity(None).update_every


async def test_an_unknown_number_is_refused(bench: Bench) -> None:
    """There is a sentence for a number that was never given."""
    with pytest.raises(NoSuchIncident, match="INC-99"):
        await bench.queries.scene(99)


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


async def test_a_guest_sees_only_the_incidents_of_their_channels(bench: Bench) -> None:
    """Neither in a list nor in their App Home."""
    await bench.person("UGUEST", is_guest=True)
    await bench.person("UBO", is_guest=True)
    here, _ = await bench.incident(), await bench.incident(channel_id="C0ELSE")
    assert (await bench.queries.home("UGUEST")).others == ()
    assert [view.number for view in (await bench.queries.home("UBO")).others] == [here]
    assert [view.number for view in (await bench.queries.listing("UBO")).incidents] == [here]


async def test_the_declarer_sees_a_private_incident_that_has_no_channel_yet(bench: Bench) -> None:
    """Nobody else does."""
    number = await bench.incident(private=True, channel_id=None, declared_by="UDEE")
    assert [view.number for view in (await bench.queries.listing("UDEE")).incidents] == [number]
    assert (await bench.queries.listing("UANA")).incidents == ()


async def test_a_channel_leads_to_its_open_incident_first(bench: Bench) -> None:
    """A channel that was a war room twice means the incident that is still open."""
    first = await bench.incident()
    await bench.incident(status="resolved", is_open=False)
    assert await bench.queries.number_of_channel(ROOM) == first
    assert await bench.queries.number_of_channel("C0ELSE") is None


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


async def test_the_number_of_queries_does_not_grow_with_the_list(bench: Bench) -> None:
    """One per table, for one incident as for six."""

    async def asked() -> int:
        statements: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", count)
        try:
            await bench.queries.listing("UBO")
            await bench.queries.home("UBO")
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        return len(statements)

    await bench.incident(roles={"scribe": "UCY"})
    few = await asked()
    for _ in range(5):
        await bench.incident(roles={"scribe": "UCY"})
    assert await asked() == few


async def test_trouble_is_told_by_its_cause(bench: Bench) -> None:
    """What only waits for something blocked is left out."""
    number = await bench.incident()

    async def write(tx: Tx) -> None:
        room = await tx.emit(effects.OpenWarRoom(incident_id=number))
        await tx.emit(effects.RefreshTopic(incident_id=number), waits_for=room)
        await tx.emit(effects.RefreshMessage(incident_id=number, what="card"))
        await tx.emit(effects.InvitePeople(incident_id=number, people=("UBO", "UCY")))
        await tx.outgoing.write()
        rows = (await tx.session.exec(select(Effect).where(Effect.incident_id == number))).all()
        by_kind = {row.kind: row for row in rows}
        for kind, state, reason in (
            ("open_war_room", "blocked", "restricted_action"),
            ("refresh_topic", "blocked", "restricted_action"),
            ("refresh_message", "pending", "ratelimited"),
            ("invite_people", "pending", "ratelimited"),
        ):
            row = by_kind[kind]
            row.state, row.reason = state, reason
            tx.session.add(row)

    await bench.do(write)
    view = (await bench.queries.scene(number)).incident
    assert [(one.kind, one.blocked, one.count) for one in view.pending] == [
        ("open_war_room", True, 0),
        ("refresh_message", False, 0),
        ("invite_people", False, 2),
    ]


async def test_a_card_names_no_private_neighbour_and_a_private_card_none_at_all(bench: Bench) -> None:
    """A merge is offered between public incidents only."""
    public = await bench.incident()
    await bench.incident(private=True)
    number = await bench.incident()
    assert [one.number for one in (await bench.queries.scene(number)).incident.neighbours] == [public]
    secret = await bench.incident(private=True)
    assert (await bench.queries.scene(secret)).incident.neighbours == ()


async def test_a_message_is_drawn_from_what_its_subject_names(bench: Bench) -> None:
    """An update by its number, a merge by the other incident unless that is private."""
    target, secret = await bench.incident(), await bench.incident(private=True)
    number = await bench.incident(status="merged", is_open=False, merged_into=target)
    hidden = await bench.incident(status="merged", is_open=False, merged_into=secret)

    async def picture(incident: int, *, what: str, subject: str = "") -> Picture:
        return await bench.queries.picture(
            (await bench.queries.scene(incident)).incident, what=what, subject=subject
        )

    other = (await picture(number, what="merged_into")).other
    assert other is not None
    assert other.number == target
    assert (await picture(hidden, what="merged_into")).other is None
    there = await picture(target, what="merged_here", subject=str(number))
    assert there.other is not None
    assert there.other.number == number
    assert (await picture(number, what="update", subject="1")).update is None
    assert (await picture(number, what="hypothesis", subject="9")).hypothesis is None


async def test_messages_are_found_by_name_by_place_and_by_effect(bench: Bench) -> None:
    """And the facts that they were posted with."""
    number = await bench.incident()

    async def post(tx: Tx) -> int | None:
        incident = await tx.lock(number)
        return await tx.post(
            incident, what="told", subject="UBO", place="direct:UBO", facts={"reason": "raised"}
        )

    effect = await bench.do(post)
    assert effect is not None
    told = await bench.queries.message(number, what="told", subject="UBO")
    assert told is not None
    assert (told.ts, told.effect_id) == (None, effect)
    assert await bench.queries.message_of_effect(effect) == told

    async def stand(tx: Tx) -> None:
        row = await tx.message(number, what="told", subject="UBO")
        assert row is not None
        row.channel_id, row.ts = "D0BO", "1.1"
        tx.session.add(row)

    await bench.do(stand)
    names = [("told", "UBO"), ("card", "")]
    scene = await bench.queries.scene(number, messages=names)
    assert sorted(scene.messages) == sorted(names)
    placed = scene.messages["told", "UBO"]
    assert (placed.standing.ts, placed.facts) == ("1.1", {"reason": "raised"})
    card = await bench.queries.message(number, what="card")
    assert card is not None
    assert card.ts is not None
    assert await bench.queries.message_at(ROOM, card.ts) == card
    assert await bench.queries.message_at(ROOM, "1.2") is None


async def test_a_handover_offered_to_me_waits_in_my_home(bench: Bench) -> None:
    """Until it is answered or has lapsed."""
    number = await bench.incident(roles={"incident_commander": "UANA"})

    async def offer(tx: Tx) -> None:
        tx.session.add(
            Handover(
                incident_id=number,
                role="incident_commander",
                from_person="UANA",
                to_person="UBO",
                asked_by="UANA",
                asked_at=tx.now,
                expires_at=tx.now + timedelta(minutes=5),
            )
        )

    await bench.do(offer)
    ((view, waiting),) = (await bench.queries.home("UBO")).handovers
    assert (view.number, waiting.to_person.slack_id) == (number, "UBO")
    assert await bench.queries.handover(waiting.id) == waiting
    assert (await bench.queries.catchup("UBO", number)).handovers == (waiting,)
    bench.step(minutes=5)
    assert (await bench.queries.home("UBO")).handovers == ()


async def test_the_last_update_and_its_redaction_are_seen(bench: Bench) -> None:
    """A redacted update stays an update, without its words."""
    number = await bench.incident(entry_count=1)

    async def write(tx: Tx) -> None:
        session = tx.session
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
    view = (await bench.queries.scene(number)).incident
    assert view.last_update is not None
    assert view.last_update.redacted
    dossier = await bench.queries.dossier(number)
    assert dossier.updates == (view.last_update,)
    assert [entry.number for entry in dossier.entries] == [1]
    catchup = await bench.queries.catchup("UBO", number)
    assert catchup.updates == (view.last_update,)


async def test_the_timeline_is_paged_from_its_end(bench: Bench) -> None:
    """Page 1 holds what happened last; a page beyond the end is the last one."""
    number = await bench.incident()

    async def write(tx: Tx) -> None:
        incident = await tx.lock(number)
        for i in range(5):
            await tx.record(incident, kind="note", text=f"note {i + 1}")

    await bench.do(write)
    first = await bench.queries.timeline_page("UBO", number, size=2)
    assert ([entry.number for entry in first.entries], first.pages) == ([4, 5], 3)
    last = await bench.queries.timeline_page("UBO", number, page=9, size=2)
    assert ([entry.number for entry in last.entries], last.page) == ([1], 3)


async def test_home_shows_my_incidents_before_the_others(bench: Bench) -> None:
    """What I declared or hold a role in comes first; what is overdue and mine to write waits for me."""
    other = await bench.incident(declared_by="UANA")
    mine = await bench.incident(roles={"comms_lead": "UBO"}, next_update_due_at=bench.now)
    home = await bench.queries.home("UBO")
    assert [view.number for view in home.mine] == [mine]
    assert [view.number for view in home.others] == [other]
    assert [view.number for view in home.updates_due] == [mine]
