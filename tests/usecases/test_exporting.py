"""An incident leaves as files, and comes back without loss."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.effects import UploadExports
from bot.domain.errors import NoSuchIncident, NotAllowed, NotUnderstood
from bot.exports.document import to_json
from bot.exports.reading import read_json
from bot.store.migrate import migrate
from bot.usecases import declare, exporting, handover, links, notes, revisions, roles, times_of, updates
from tests.support.bench import Bench
from tests.support.databases import sqlite_url

pytestmark = pytest.mark.both_databases


@pytest_asyncio.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Bench]:
    """Another Muster, with a database of its own."""
    url = sqlite_url(tmp_path / "elsewhere.sqlite3")
    await migrate(url)
    other = Bench(url)
    yield other
    await other.close()


async def a_long_story(bench: Bench) -> int:
    """Write an incident with something of everything."""
    await bench.person("UANA", name="Ana")
    number = (
        await bench.do(
            partial(declare.declare, by="UANA", title="Checkout <down>", severity="SEV1", impact="500s")
        )
    ).incident
    assert number is not None
    bench.step(minutes=1, seconds=0.25)
    await bench.do(partial(notes.open_hypothesis, number=number, by="UANA", text="first suspect"))
    by_ana: dict[str, Any] = {"number": number, "by": "UANA"}
    await bench.do(partial(roles.assign, **by_ana, role="incident_commander", person="UANA"))
    await bench.do(partial(handover.request, **by_ana, role="incident_commander", to="UBO"))
    await bench.do(partial(updates.post_update, **by_ana, text="rolling back", needs="a DBA"))
    await bench.do(partial(notes.open_hypothesis, **by_ana, text="second suspect"))
    await bench.do(partial(links.add_link, **by_ana, url="https://example.com/g", title="Graph"))
    at = bench.now - timedelta(minutes=9)
    await bench.do(partial(times_of.correct_time, **by_ana, name="impact", value=at, reason="graph"))
    await bench.do(partial(notes.add_note, **by_ana, text="typo"))
    await bench.do(partial(revisions.correct_entry, **by_ana, text="corrected", reason="typo"))
    await bench.do(partial(notes.add_note, **by_ana, text="secret"))
    await bench.do(partial(revisions.redact, **by_ana, reason="pasted"))
    return number


async def test_what_was_exported_comes_back_word_for_word(bench: Bench, elsewhere: Bench) -> None:
    """The export of the import is the same file, although other ids were given out there."""
    number = await a_long_story(bench)
    file = to_json(await bench.queries.dossier(number))
    other = await a_long_story(elsewhere)
    assert other == number
    fresh = file.replace(b'"id": "INC-1"', b'"id": "INC-7"').replace(
        b'"number": 1,\n  "title"', b'"number": 7,\n  "title"'
    )
    await elsewhere.do(lambda tx: exporting.import_incident(tx, read_json(fresh)))
    again = to_json(await elsewhere.queries.dossier(7))
    assert again == fresh


async def test_the_next_number_is_above_an_imported_one(bench: Bench) -> None:
    """The database gives no number twice."""
    number = await a_long_story(bench)
    file = to_json(await bench.queries.dossier(number))
    fresh = file.replace(b'"id": "INC-1"', b'"id": "INC-41"').replace(
        b'"number": 1,\n  "title"', b'"number": 41,\n  "title"'
    )
    await bench.do(lambda tx: exporting.import_incident(tx, read_json(fresh)))
    reply = await bench.do(partial(declare.declare, by="UBO", title="The next one"))
    assert reply.incident == 42


async def test_a_number_that_is_taken_is_refused(bench: Bench) -> None:
    """Nothing is overwritten."""
    number = await a_long_story(bench)
    record = read_json(to_json(await bench.queries.dossier(number)))
    with pytest.raises(NotAllowed, match="INC-1 here already"):
        await bench.do(lambda tx: exporting.import_incident(tx, record))


async def test_an_ended_incident_comes_back_in_silence(bench: Bench, elsewhere: Bench) -> None:
    """No timer, no message, no call."""
    number = await bench.incident(status="closed", is_open=False)
    record = read_json(to_json(await bench.queries.dossier(number)))
    await elsewhere.do(lambda tx: exporting.import_incident(tx, record))
    assert await elsewhere.asked() == []
    assert await elsewhere.timers(number) == {}


async def test_work_goes_on_in_one_that_was_open(bench: Bench, elsewhere: Bench) -> None:
    """The answer says so; nobody is called again."""
    number = await a_long_story(bench)
    record = read_json(to_json(await bench.queries.dossier(number)))
    said = await elsewhere.reply(lambda tx: exporting.import_incident(tx, record))
    assert "work goes on" in said
    assert {"activity", "update", "handover"} <= set(await elsewhere.timers(number))
    assert [post.what for post in await elsewhere.posts()] == ["card"]
    assert await elsewhere.asked("call_people") == []


async def test_what_it_was_merged_into_must_be_there(bench: Bench, elsewhere: Bench) -> None:
    """The refusal names what to import first."""
    target = await bench.incident()
    number = await bench.incident(status="merged", is_open=False, merged_into=target)
    record = read_json(to_json(await bench.queries.dossier(number)))
    with pytest.raises(NotAllowed, match="Import that one first"):
        await elsewhere.do(lambda tx: exporting.import_incident(tx, record))


async def test_files_go_to_who_asked(bench: Bench) -> None:
    """The same request sends them once; of an unknown kind there are none."""
    number = await bench.incident()
    ask = partial(exporting.request_export, number=number, by="UBO", formats=["json", "md", "json"])
    said = await bench.runner.once("key", ask)
    await bench.runner.once("key", ask)
    assert said.text == "The timeline as json and md follows by direct message."
    (upload,) = await bench.asked("upload_exports")
    assert isinstance(upload, UploadExports)
    assert (upload.to, upload.formats) == ("UBO", ("json", "md"))
    with pytest.raises(NotUnderstood, match="pdf"):
        await bench.do(partial(exporting.request_export, number=number, by="UBO", formats=["pdf"]))


async def test_guests_and_strangers_take_no_files(bench: Bench) -> None:
    """Nor does anybody who may not know of the incident."""
    number = await bench.incident(private=True)
    await bench.person("UBO", is_guest=True)
    with pytest.raises(NotAllowed, match="Guests"):
        await bench.do(partial(exporting.request_export, number=number, by="UBO"))
    with pytest.raises(NoSuchIncident):
        await bench.do(partial(exporting.request_export, number=number, by="UEVE"))
    assert await bench.asked("upload_exports") == []
