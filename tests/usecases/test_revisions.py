"""The timeline is changed by revisions; a redaction takes words out of everything and keeps the fact."""

import json
from functools import partial

import pytest
from sqlmodel import SQLModel

from bot.domain.errors import NotUnderstood
from bot.domain.models import Hypothesis, Link, StatusUpdate
from bot.store import people
from bot.usecases import capture, declare, links, notes, revisions, times_of, updates
from bot.usecases.tx import Tx
from tests.support.bench import ROOM, Bench

SECRET = "hunter2swordfish"


async def everything(bench: Bench) -> str:
    """Return all that the database holds, as one text."""
    found: list[str] = []
    async with bench.database.read() as session:
        connection = await session.connection()
        for table in SQLModel.metadata.sorted_tables:
            rows = (await connection.execute(table.select())).all()
            found += [f"{table.name}: {json.dumps([str(value) for value in row])}" for row in rows]
    return "\n".join(found)


async def noted(bench: Bench, number: int, text: str = "first") -> None:
    """Write a note."""
    await bench.do(partial(notes.add_note, number=number, by="UBO", text=text))


async def test_a_correction_keeps_what_was_said_before(bench: Bench) -> None:
    """With who and why."""
    number = await bench.incident()
    await noted(bench, number)
    await bench.do(
        partial(revisions.correct_entry, number=number, by="UANA", entry=1, text="second", reason="typo")
    )
    (entry,) = await bench.entries(number)
    (row,) = await bench.revisions(number)
    assert entry.text == "second"
    assert (row.kind, row.old_text, row.new_text, row.by, row.reason) == (
        "corrected",
        "first",
        "second",
        "UANA",
        "typo",
    )


async def test_hiding_and_showing_are_revisions(bench: Bench) -> None:
    """Doing either twice is refused."""
    number = await bench.incident()
    await noted(bench, number)
    await bench.do(partial(revisions.hide_entry, number=number, by="UANA", reason="duplicate"))
    with pytest.raises(NotUnderstood, match="hidden already"):
        await bench.do(partial(revisions.hide_entry, number=number, by="UANA", entry=1))
    await bench.do(partial(revisions.show_entry, number=number, by="UANA", entry=1))
    with pytest.raises(NotUnderstood, match="not hidden"):
        await bench.do(partial(revisions.show_entry, number=number, by="UANA", entry=1))
    assert [row.kind for row in await bench.revisions(number)] == ["hidden", "shown"]


async def test_an_entry_that_is_not_there_is_refused(bench: Bench) -> None:
    """By its number, and as the last one."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="no entry 7"):
        await bench.do(partial(revisions.hide_entry, number=number, by="UANA", entry=7))
    with pytest.raises(NotUnderstood, match="no entry that people wrote"):
        await bench.do(partial(revisions.redact, number=number, by="UANA"))


async def test_last_means_the_last_words_of_a_person(bench: Bench) -> None:
    """A reminder that came in between does not count."""
    number = await bench.incident()
    await noted(bench, number, SECRET)

    async def remind(tx: Tx) -> None:
        await tx.record(await tx.lock(number), kind="reminder_fired", text="Status update due")

    await bench.do(remind)
    said = await bench.reply(partial(revisions.redact, number=number, by="UANA", reason="pasted a key"))
    assert said.startswith("Entry 1 is redacted")
    note, reminder = await bench.entries(number)
    assert (note.redacted, reminder.redacted) == (True, False)
    (row,) = await bench.revisions(number)
    assert (row.kind, row.by, row.reason) == ("redacted", "UANA", "pasted a key")


async def test_a_redaction_reaches_earlier_revisions_and_the_answer_that_was_kept(bench: Bench) -> None:
    """Nothing in the database holds the words any more."""
    number = await bench.incident()
    suspect = partial(notes.open_hypothesis, number=number, by="UBO", text=f"leaked {SECRET}")
    await bench.runner.once("key", suspect)
    await bench.do(partial(revisions.correct_entry, number=number, by="UBO", entry=1, text=f"lost {SECRET}"))
    (row,) = await bench.rows(Hypothesis)
    await bench.do(
        partial(notes.settle_hypothesis, number=number, by="UBO", hypothesis=row.id or 0, state="confirmed")
    )
    assert SECRET in await everything(bench)
    await bench.do(partial(revisions.redact, number=number, by="UANA", entry=1))
    assert SECRET not in await everything(bench)
    assert {("hypothesis", str(row.id)), ("card", "")} <= await bench.refreshed()
    assert [entry.redacted for entry in await bench.entries(number)] == [True, True]


async def test_a_redacted_update_is_gone_from_everything_that_quoted_it(bench: Bench) -> None:
    """From the update, the incident's own fields, and every message that showed it."""
    number = await bench.incident()
    await bench.do(
        partial(
            updates.post_update,
            number=number,
            by="UBO",
            text=f"doing {SECRET}",
            impact=f"see {SECRET}",
            needs=f"need {SECRET}",
        )
    )
    await bench.standing(number, "call", subject="UDEE")
    await bench.standing(number, "handover_brief", subject="3")
    await bench.do(partial(updates.correct_update, number=number, by="UBO", text=f"still {SECRET}"))
    await bench.do(partial(revisions.redact, number=number, by="UANA"))
    assert SECRET not in await everything(bench)
    assert await bench.refreshed() >= {
        ("update", "1"),
        ("announced_update", "1"),
        ("card", ""),
        ("announcement", ""),
        ("call", "UDEE"),
        ("handover_brief", "3"),
    }
    (update,) = await bench.rows(StatusUpdate)
    assert (update.text, update.impact, update.needs) == ("", "", "")
    view = (await bench.queries.scene(number)).incident
    assert view.last_update is not None
    assert view.last_update.redacted
    with pytest.raises(NotUnderstood):
        await bench.do(partial(updates.correct_update, number=number, by="UBO", text="back again"))


async def test_a_newer_update_keeps_its_own_words(bench: Bench) -> None:
    """Redacting an old update leaves what customers see now alone."""
    number = await bench.incident()
    for words in (SECRET, "nothing any more"):
        await bench.do(partial(updates.post_update, number=number, by="UBO", text=words, impact=words))
    (first, _) = await bench.entries(number, "update_posted")
    await bench.do(partial(revisions.redact, number=number, by="UANA", entry=first.number))
    assert (await bench.row(number)).impact == "nothing any more"
    assert SECRET not in await everything(bench)


async def test_a_redacted_title_leaves_every_message(bench: Bench) -> None:
    """Also those of others that name it; the channel's name is for a person to change, so the answer says."""
    reply = await bench.do(partial(declare.declare, by="UANA", title=f"Lost {SECRET}", severity="SEV1"))
    number = reply.incident
    assert number is not None
    other = await bench.incident(title="Another one")
    await bench.do(lambda tx: _enter(tx, number))
    said = await bench.reply(partial(revisions.redact, number=number, by="UANA", entry=1))
    assert "rename the channel" in said
    assert (await bench.row(number)).title == "(redacted)"
    asked = await bench.asked("refresh_message")
    assert {one.incident_id for one in asked} == {number, other}
    assert SECRET not in (await everything(bench)).replace(f"inc-1-lost-{SECRET}", "")


async def _enter(tx: Tx, number: int) -> None:
    incident = await tx.lock(number)
    incident.channel_id, incident.channel_name = "C0SECRET", f"inc-1-lost-{SECRET}"
    tx.session.add(incident)
    await people.joined(tx.session, channel="C0SECRET", people=["UANA"])


async def test_decisions_links_messages_and_times_are_redacted_where_they_came_from(bench: Bench) -> None:
    """Each kind of entry, and the row or message it stands in."""
    number = await bench.incident()
    await bench.do(partial(notes.decide, number=number, by="UBO", text=SECRET, undo=SECRET))
    await bench.do(
        partial(links.add_link, number=number, by="UBO", url=f"https://example.com/{SECRET}", title=SECRET)
    )
    await bench.do(
        partial(times_of.correct_time, number=number, by="UBO", name="impact", value=bench.now, reason=SECRET)
    )
    await bench.do(
        partial(
            capture.record_captured,
            number=number,
            channel=ROOM,
            ts="1.2",
            by="UBO",
            how="pushpin",
            text=SECRET,
            author="UCY",
            permalink=None,
            occurred_at=bench.now,
        )
    )
    for entry in await bench.entries(number):
        await bench.do(partial(revisions.redact, number=number, by="UANA", entry=entry.number))
    assert SECRET not in await everything(bench)
    assert ("decision", "1") in await bench.refreshed()
    assert await bench.rows(Link) == []


async def test_a_redaction_is_done_once(bench: Bench) -> None:
    """The text is gone and stays gone."""
    number = await bench.incident()
    await noted(bench, number)
    await bench.do(partial(revisions.redact, number=number, by="UANA", entry=1))
    with pytest.raises(NotUnderstood, match="stays gone"):
        await bench.do(partial(revisions.redact, number=number, by="UANA", entry=1))
    with pytest.raises(NotUnderstood):
        await bench.do(partial(revisions.correct_entry, number=number, by="UANA", entry=1, text="back"))


async def test_files_that_left_before_are_named(bench: Bench) -> None:
    """An uploaded export cannot be drawn again."""
    number = await bench.incident()
    await noted(bench, number)
    bench.step(minutes=1)

    async def export(tx: Tx) -> None:
        await tx.record(await tx.lock(number), kind="exported", text="Timeline exported")

    await bench.do(export)
    said = await bench.reply(partial(revisions.redact, number=number, by="UANA", entry=1))
    assert "exported before still hold it" in said


async def test_correcting_what_an_entry_tells_of_corrects_that_too(bench: Bench) -> None:
    """An update, a suspect and a link say the same as their entries."""
    number = await bench.incident()
    await bench.do(partial(updates.post_update, number=number, by="UBO", text="50 %"))
    await bench.do(partial(notes.open_hypothesis, number=number, by="UBO", text="cash"))
    await bench.do(
        partial(links.add_link, number=number, by="UBO", url="https://example.com/g", title="Grfana")
    )
    for entry, text in enumerate(("60 %", "cache", "Grafana"), start=1):
        await bench.do(
            partial(revisions.correct_entry, number=number, by="UBO", entry=entry, text=text, reason="typo")
        )
    view = (await bench.queries.scene(number)).incident
    assert view.last_update is not None
    assert view.last_update.text == "60 %"
    assert [one.text for one in view.hypotheses] == ["cache"]
    assert [one.title for one in view.links] == ["Grafana"]
    assert ("update", "1") in await bench.refreshed()


async def test_the_words_of_a_redacted_entry_are_in_no_dossier(bench: Bench) -> None:
    """An export made afterwards cannot hold them."""
    number = await bench.incident()
    await noted(bench, number, SECRET)
    await bench.do(partial(revisions.redact, number=number, by="UANA"))
    assert SECRET not in repr(await bench.queries.dossier(number))
