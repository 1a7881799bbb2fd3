"""Runs of runbooks: what is kept, what is told, and what is refused."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.domain.effects import ROOM
from bot.domain.errors import MoveRefused, NoSuchIncident, NotUnderstood, Stale, WordsNeeded
from bot.domain.models import Incident, RunbookRun
from bot.exports.document import to_json
from bot.exports.reading import read_json
from bot.usecases import declare, merge, status
from bot.usecases.exporting import import_incident
from bot.usecases.revisions import redact
from bot.usecases.run_feedback import remark, vote
from bot.usecases.runs import Act, ValuesNeeded, move_run, set_values, start_run
from runbooks.catalogue import Catalogue
from runbooks.saving import from_json
from tests.runbooks.documents import DOCUMENT, changed, read
from tests.support.bench import Bench

pytestmark = pytest.mark.both_databases


def shelf(text: str = DOCUMENT) -> Catalogue:
    """Return a catalogue of one runbook, about a full disk."""
    runbook = read(text)
    return Catalogue(runbooks={runbook.id: runbook})


async def _started(bench: Bench, **fields: object) -> int:
    bench.catalogue = shelf()
    bench.configure(bench.config)
    number = await bench.incident(services=["checkout"], **fields)
    await _start(bench, number)
    return number


async def _start(bench: Bench, number: int, *, by: str = "UBO", **given: str) -> str:
    values = {"host": "db-1", **given}
    return await bench.reply(partial(start_run, number=number, by=by, runbook="disk-full", given=values))


async def _move(bench: Bench, number: int, act: Act, *, by: str = "UBO", runbook: str = "") -> str:
    return await bench.reply(partial(move_run, number=number, by=by, act=act, runbook=runbook))


async def test_a_run_keeps_the_text_that_it_follows_and_its_values(bench: Bench) -> None:
    """Whatever becomes of the file."""
    number = await _started(bench)
    (row,) = await bench.rows(RunbookRun)
    runbook = read()
    assert (row.runbook, row.revision, row.document) == ("disk-full", runbook.revision, DOCUMENT)
    run = from_json(row.state)
    assert dict(run.values)["host"] == "db-1"
    assert dict(run.values)["service"] == "checkout"
    (post,) = await bench.posts("runbook")
    assert (post.place, post.subject) == (ROOM, str(row.id))
    (entry,) = await bench.entries(number, "runbook_started")
    assert (entry.actor, entry.data) == ("UBO", {"run": row.id, "runbook": "disk-full", "step": None})
    assert entry.text == f"Runbook “Disk full” started (3 steps, revision {runbook.revision})."


async def test_another_text_on_disk_changes_nothing_of_a_run(bench: Bench) -> None:
    """It goes on by the steps that it was started with."""
    number = await _started(bench)
    bench.catalogue = shelf(
        DOCUMENT.replace("### 3. Tell people", "### 3. Tell nobody").replace(
            "#3-tell-people", "#3-tell-nobody"
        )
    )
    bench.configure(bench.config)
    await _move(bench, number, Act(verb="done"))
    said = await _move(bench, number, Act(verb="done"))
    assert said == "Step 2 is done: “Make room”. Next is step 3: “Tell people”."
    (row,) = await bench.rows(RunbookRun)
    view = (await bench.queries.scene(number)).incident
    picture = await bench.queries.picture(view, what="runbook", subject=str(row.id))
    assert picture.run is not None
    assert picture.run.step is not None
    assert picture.run.step.title == "Tell people"


async def test_the_row_says_how_far_a_run_is(bench: Bench) -> None:
    """Version, current step and ending are columns of their own."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="claim"))
    (row,) = await bench.rows(RunbookRun)
    assert (row.version, row.current, row.ended_at) == (2, 1, None)
    bench.step(minutes=3)
    for _ in range(3):
        await _move(bench, number, Act(verb="done"))
    (row,) = await bench.rows(RunbookRun)
    assert (row.current, row.ended_at, row.ending) == (None, bench.now, "finished")
    assert ("runbook", str(row.id)) in await bench.refreshed()
    assert ("card", "") in await bench.refreshed()


async def test_one_runbook_is_followed_once_at_a_time_and_again_later(bench: Bench) -> None:
    """Who starts it a second time is told that it goes on."""
    number = await _started(bench)
    assert "is being followed already" in await _start(bench, number, by="UANA")
    await _move(bench, number, Act(verb="stop", why="wrong host"))
    await _start(bench, number)
    assert [row.ending for row in await bench.rows(RunbookRun)] == ["stopped", None]


@pytest.mark.parametrize("verb", ["close", "cancel", "merge"])
async def test_what_is_followed_stops_with_the_incident_and_says_why(bench: Bench, verb: str) -> None:
    """Resolved it goes on: there may be something left to do."""
    number = await _started(bench)
    other = await bench.incident(channel_id="C0OTHER")
    if verb == "merge":
        await bench.do(partial(merge.merge, number=number, into=other, by="UANA"))
    elif verb == "cancel":
        await bench.do(partial(status.change_status, number=number, to="cancelled", by="UANA"))
    else:
        await bench.do(partial(status.change_status, number=number, to="resolved", by="UANA"))
        assert (await bench.rows(RunbookRun))[0].ended_at is None
        await bench.do(partial(status.change_status, number=number, to="closed", by="UANA"))
    (row,) = await bench.rows(RunbookRun)
    assert row.ending == "stopped"
    (entry,) = await bench.entries(number, "runbook_stopped")
    assert entry.actor == "UANA"
    assert f"INC-{number} is" in entry.text


async def test_values_that_are_missing_or_wrong_are_named(bench: Bench) -> None:
    """Each with what it must look like; nothing is started."""
    bench.catalogue = shelf()
    bench.configure(bench.config)
    number = await bench.incident(services=["checkout", "api"])
    with pytest.raises(ValuesNeeded) as refused:
        await bench.do(
            partial(
                start_run, number=number, by="UBO", runbook="disk-full", given={"host": "A B", "hots": "x"}
            )
        )
    assert {one.name for one in refused.value.problems} == {"host", "service", "hots"}
    assert "must match [a-z0-9.-]{1,100} (Host whose disk is full)" in refused.value.sentence
    assert "“service” needs a value" in refused.value.sentence
    assert await bench.rows(RunbookRun) == []


async def test_a_private_incidents_run_is_for_its_members(bench: Bench) -> None:
    """For others there is no incident."""
    number = await _started(bench, private=True)
    with pytest.raises(NoSuchIncident):
        await _move(bench, number, Act(verb="done"), by="UEVE")
    with pytest.raises(NoSuchIncident):
        await _start(bench, number, by="UEVE")


async def test_a_stale_button_a_skip_without_words_and_a_wrong_name_are_refused(bench: Bench) -> None:
    """Nothing is written."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="claim"))
    for act, error in (
        (Act(verb="done", seen=1), Stale),
        (Act(verb="skip", why=" "), WordsNeeded),
        (Act(verb="done", step=9), Exception),
    ):
        with pytest.raises(error):
            await _move(bench, number, act)
    with pytest.raises(NotUnderstood, match="does not follow a runbook"):
        await _move(bench, number, Act(verb="done"), runbook="alert-storm")
    (row,) = await bench.rows(RunbookRun)
    assert row.version == 2


async def test_nothing_is_started_once_it_is_over(bench: Bench) -> None:
    """And a name that nobody knows is answered with the nearest one."""
    bench.catalogue = shelf()
    bench.configure(bench.config)
    over = await bench.incident(status="closed", is_open=False)
    with pytest.raises(MoveRefused, match="so no runbook was started"):
        await _start(bench, over)
    number = await bench.incident(channel_id="C0OTHER")
    with pytest.raises(NotUnderstood, match="Did you mean `disk-full`"):
        await bench.do(partial(start_run, number=number, by="UBO", runbook="disk-ful"))


async def test_the_last_step_that_was_settled_is_undone_even_after_the_end(bench: Bench) -> None:
    """Words need not say which."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="done"))
    await _move(bench, number, Act(verb="done"))
    said = await _move(bench, number, Act(verb="undo", why="too much"))
    assert said == "Step 2 is undone: “Make room”."
    for _ in range(2):
        await _move(bench, number, Act(verb="done"))
    await _move(bench, number, Act(verb="undo", step=2))
    (row,) = await bench.rows(RunbookRun)
    assert (row.ending, from_json(row.state).steps[1].state) == ("finished", "undone")


async def test_runs_leave_in_an_export_and_come_back_with_it(bench: Bench) -> None:
    """The text, the values, each step, and what the timeline says of them; under new ids."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="done", why="looked"))
    await _move(bench, number, Act(verb="stop", why="wrong host"))
    record = read_json(to_json(await bench.queries.dossier(number)))
    assert [(one.runbook, one.ending, one.document) for one in record.runs] == [
        ("disk-full", "stopped", DOCUMENT)
    ]
    await bench.do(partial(import_incident, imported=replace(record, number=77)))
    again = await bench.queries.dossier(77)
    (before,) = (await bench.queries.dossier(number)).runs
    (after,) = again.runs
    assert after.id != before.id
    assert from_json({**after.state, "id": before.state["id"]}) == from_json(before.state)
    assert [entry.data["run"] for entry in again.entries if "run" in entry.data] == [after.id] * 3
    assert [replace(one, id=1) for one in record.runs] == [
        replace(one, id=1) for one in read_json(to_json(again)).runs
    ]


async def test_offers_votes_and_remarks_come_back_with_an_import(bench: Bench) -> None:
    """Those of the past as such; whoever looks after the runbook is not told again."""
    now = {"runbook": "disk-full", "title": "Disk full", "reasons": ["for checkout"], "is_stale": True}
    past = {
        "runbook": "alert-storm",
        "title": "Alert storm",
        "reasons": [],
        "is_stale": False,
        "is_past": True,
    }
    number = await _started(bench, offers=[now, past])
    (run,) = await bench.rows(RunbookRun)
    said: dict[str, Any] = {"number": number, "by": "UBO", "run_id": run.id}
    await bench.do(partial(vote, **said, helped="partly"))
    await bench.do(partial(remark, **said, text="step 2 needs a superuser"))
    record = read_json(to_json(await bench.queries.dossier(number)))
    await bench.do(partial(import_incident, imported=replace(record, number=77)))
    again = await bench.queries.dossier(77)
    (before,) = record.runs
    (after,) = again.runs
    assert (after.votes, after.remarks) == (before.votes, before.remarks)
    assert [one.text for one in after.remarks] == ["step 2 needs a superuser"]
    assert again.offers == record.offers
    assert [(one.runbook, one.is_past) for one in again.offers] == [
        ("disk-full", False),
        ("alert-storm", True),
    ]
    (there,) = [one for one in await bench.rows(Incident) if one.id == 77]
    assert there.offers == [now, past]
    assert [one.incident for one in await bench.queries.runbook_remarks()] == [number, 77]
    assert {one.incident_id for one in await bench.asked("find_owner")} == {number}


async def test_a_run_that_nobody_could_follow_is_not_imported(bench: Bench) -> None:
    """It would break the card later."""
    number = await _started(bench)
    record = read_json(to_json(await bench.queries.dossier(number)))
    broken = replace(record, number=77, runs=(replace(record.runs[0], state={"id": "1"}),))
    with pytest.raises(NotUnderstood, match="cannot be read"):
        await bench.do(partial(import_incident, imported=broken))


async def test_a_step_that_is_called_by_the_incidents_title_forgets_it_when_that_is_redacted(
    bench: Bench,
) -> None:
    """In the run, on its card, in the export and on the timeline; steps with names of their own stay."""
    text = changed("### 2. Make room", "### 2. Make room for {{incident.title}}", text=DOCUMENT)
    text = changed("- If there is room,", "- If {{incident.title}} is over,", text=text)
    bench.catalogue = shelf(text)
    bench.configure(bench.config)
    declared = await bench.do(partial(declare.declare, by="UBO", title="hunter2-hunter2", severity="SEV2"))
    number = declared.incident or 0
    await _start(bench, number, service="checkout")
    for act in (Act(verb="done"), Act(verb="done", why="gone"), Act(verb="done", why="told")):
        await _move(bench, number, act)
    assert "Make room for hunter2-hunter2" in str(await bench.queries.dossier(number))
    (entry,) = await bench.entries(number, "declared")
    await bench.do(partial(redact, number=number, by="UBO", entry=entry.number, reason="a password"))
    (row,) = await bench.rows(RunbookRun)
    titles = [step.title for step in from_json(row.state).steps]
    assert titles == ["See what takes the room", "Make room for (redacted)", "Tell people"]
    assert from_json(row.state).steps[0].choices[1].condition == "(redacted) is over"
    dossier = await bench.queries.dossier(number)
    assert "hunter2" not in str(dossier) + to_json(dossier).decode()
    first, second, third = await bench.entries(number, "step_done")
    assert (first.redacted, second.redacted, third.redacted) == (False, True, False)
    assert (
        third.text == "Runbook “Disk full”, step 3 of 3 “Tell people”: done (told); the runbook is finished."
    )


async def test_a_step_that_is_called_by_a_value_forgets_it_when_that_is_redacted(bench: Bench) -> None:
    """Titles are filled in again from what is left."""
    bench.catalogue = shelf(changed("### 2. Make room", "### 2. Make room in {{mount}}"))
    bench.configure(bench.config)
    number = await bench.incident(services=["checkout"])
    await _start(bench, number)
    await bench.do(partial(set_values, number=number, by="UBO", given={"mount": "/hunter2-hunter2"}))
    (entry,) = await bench.entries(number, "runbook_values")
    await bench.do(partial(redact, number=number, by="UBO", entry=entry.number, reason="a password"))
    (row,) = await bench.rows(RunbookRun)
    assert from_json(row.state).steps[1].title == "Make room in (redacted)"
    assert "hunter2" not in str(row.state)


async def test_what_was_said_of_a_step_can_be_redacted_everywhere(bench: Bench) -> None:
    """On the timeline, in the run, on its card, and among its values."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="skip", why="password is hunter2-hunter2"))
    await bench.do(partial(set_values, number=number, by="UBO", given={"mount": "/hunter2-hunter2"}))
    await _move(bench, number, Act(verb="stop", why="hunter2-hunter2 leaked"))
    for kind in ("step_skipped", "runbook_values", "runbook_stopped"):
        (entry,) = await bench.entries(number, kind)
        await bench.do(partial(redact, number=number, by="UBO", entry=entry.number, reason="a password"))
    (row,) = await bench.rows(RunbookRun)
    assert "hunter2" not in str(row.state)
    assert all("hunter2" not in entry.text for entry in await bench.entries(number))
    assert from_json(row.state).ending is not None
