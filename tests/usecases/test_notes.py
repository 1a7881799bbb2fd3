"""What responders write down stands on the timeline, and is shown where it helps."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.effects import ROOM
from bot.domain.errors import NoSuchIncident, NotUnderstood, Stale
from bot.domain.models import Hypothesis, Link
from bot.usecases import links, notes
from tests.support.bench import Bench


async def test_a_note_goes_on_the_timeline_and_nowhere_else(bench: Bench) -> None:
    """The war room stays quiet."""
    number = await bench.incident()
    said = await bench.reply(
        partial(notes.add_note, number=number, by="UBO", text=" flipped <!channel> off ")
    )
    (entry,) = await bench.entries(number, "note")
    assert (entry.text, entry.actor, entry.occurred_at) == ("flipped <!channel> off", "UBO", bench.now)
    assert said == "Noted as entry 1."
    assert await bench.posts() == []


async def test_a_backdated_note_is_echoed_in_the_writers_zone(bench: Bench) -> None:
    """Who typed 14:05 reads 14:05 and the zone it was taken for."""
    await bench.person("UBO", zone="Europe/Berlin")
    number = await bench.incident()
    at = bench.now - timedelta(minutes=5)
    said = await bench.reply(
        partial(notes.add_note, number=number, by="UBO", text="flag off", occurred_at=at)
    )
    assert said == "Noted as entry 1, at 14:55 CET."
    (entry,) = await bench.entries(number, "note")
    assert (entry.occurred_at, entry.recorded_at) == (at, bench.now)


async def test_a_note_of_the_future_or_without_words_is_refused(bench: Bench) -> None:
    """A note says what has happened."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="still to come"):
        await bench.do(
            partial(
                notes.add_note, number=number, by="UBO", text="x", occurred_at=bench.now + timedelta(hours=1)
            )
        )
    with pytest.raises(NotUnderstood, match="needs words"):
        await bench.do(partial(notes.add_note, number=number, by="UBO", text="  "))
    assert await bench.entries(number) == []


async def test_somebody_else_knows_nothing_of_a_private_incident(bench: Bench) -> None:
    """Writing into it reads like a number that was never given."""
    number = await bench.incident(private=True)
    with pytest.raises(NoSuchIncident):
        await bench.do(partial(notes.add_note, number=number, by="UEVE", text="hello"))


async def test_who_writes_a_secret_down_is_warned(bench: Bench) -> None:
    """The warning says how to remove it."""
    number = await bench.incident()
    key = "AKIA" + "Q3EGRIFPD2WX5NBT"
    said = await bench.reply(partial(notes.add_note, number=number, by="UBO", text=f"used {key}"))
    assert "redact last" in said
    assert key not in said


async def test_the_same_request_twice_makes_one_note(bench: Bench) -> None:
    """A repeated delivery gets the answer of the first."""
    number = await bench.incident()
    note = partial(notes.add_note, number=number, by="UBO", text="once")
    first = await bench.runner.once("trigger-1", note)
    assert await bench.runner.once("trigger-1", note) == first
    assert len(await bench.entries(number, "note")) == 1


@pytest.mark.parametrize(
    ("text", "decision", "undo"),
    [
        ("roll back 4.2, undo: redeploy", "roll back 4.2", "redeploy"),
        ("roll back 4.2; Undo : redeploy", "roll back 4.2", "redeploy"),
        ("roll back 4.2\nundo: redeploy", "roll back 4.2", "redeploy"),
        ("press undo: twice is enough", "press", "twice is enough"),
        ("undone: nothing", "undone: nothing", ""),
        ("roll back", "roll back", ""),
    ],
)
async def test_a_decision_is_read_with_its_undo(text: str, decision: str, undo: str) -> None:
    """What follows `undo:` says how to take it back."""
    assert notes.split_undo(text) == (decision, undo)


async def test_a_decision_is_shown_in_the_war_room(bench: Bench) -> None:
    """With how to undo it kept beside it."""
    number = await bench.incident()
    await bench.do(partial(notes.decide, number=number, by="UBO", text="roll back 4.2, undo: redeploy"))
    (entry,) = await bench.entries(number, "decision")
    assert (entry.text, entry.data) == ("roll back 4.2", {"undo": "redeploy"})
    (post,) = await bench.posts()
    assert (post.what, post.subject, post.place) == ("decision", str(entry.number), ROOM)
    view = (await bench.queries.scene(number)).incident
    picture = await bench.queries.picture(view, what="decision", subject=post.subject)
    assert picture.entry is not None
    assert picture.entry.text == "roll back 4.2"


async def test_a_decision_from_a_form_is_not_read_again(bench: Bench) -> None:
    """The form has a field for how to undo it."""
    number = await bench.incident()
    text = "keep the undo: prefix"
    await bench.do(partial(notes.decide, number=number, by="UBO", text=text, undo=""))
    (entry,) = await bench.entries(number, "decision")
    assert (entry.text, entry.data) == (text, {})


async def test_a_hypothesis_stands_until_it_is_settled_and_is_settled_once(bench: Bench) -> None:
    """The second click is told what became of it."""
    number = await bench.incident()
    await bench.do(partial(notes.open_hypothesis, number=number, by="UBO", text="cache stampede"))
    (suspect,) = await bench.rows(Hypothesis)
    assert suspect.id is not None
    assert (suspect.state, suspect.entry_number) == ("open", 1)
    settle = partial(notes.settle_hypothesis, number=number, by="UANA", hypothesis=suspect.id)
    said = await bench.reply(partial(settle, state=notes.RULED_OUT))
    assert said == "“cache stampede” is now *ruled out*."
    with pytest.raises(Stale, match="ruled out"):
        await bench.do(partial(settle, state=notes.CONFIRMED))
    kinds = [entry.kind for entry in await bench.entries(number)]
    assert kinds == ["hypothesis", "hypothesis_ruled_out"]
    assert ("hypothesis", str(suspect.id)) in await bench.refreshed()
    assert (await bench.queries.scene(number)).incident.hypotheses[0].state == "ruled_out"


async def test_a_hypothesis_of_another_incident_cannot_be_settled(bench: Bench) -> None:
    """An id alone opens nothing."""
    number, other = await bench.incident(), await bench.incident()
    await bench.do(partial(notes.open_hypothesis, number=number, by="UBO", text="cache"))
    (suspect,) = await bench.rows(Hypothesis)
    with pytest.raises(NotUnderstood):
        await bench.do(
            partial(
                notes.settle_hypothesis, number=other, by="UBO", hypothesis=suspect.id or 0, state="confirmed"
            )
        )


async def test_a_link_is_kept_once_and_bookmarked(bench: Bench) -> None:
    """The same address again changes nothing; what is no address is refused."""
    number = await bench.incident()
    add = partial(links.add_link, number=number, by="UBO")
    await bench.do(partial(add, url="<https://graphs.example.com/d/1|graphs>", title="Grafana"))
    said = await bench.reply(partial(add, url="https://graphs.example.com/d/1"))
    assert "kept already" in said
    (link,) = await bench.rows(Link)
    assert (link.url, link.title) == ("https://graphs.example.com/d/1", "Grafana")
    assert len(await bench.asked("refresh_bookmarks")) == 1
    with pytest.raises(NotUnderstood):
        await bench.do(partial(add, url="javascript:alert(1)"))


async def test_a_link_without_a_title_is_called_by_its_host(bench: Bench) -> None:
    """Nobody has to think of a name at 2 AM."""
    number = await bench.incident()
    await bench.do(partial(links.add_link, number=number, by="UBO", url="https://graphs.example.com/d/1?x=y"))
    assert [link.title for link in await bench.rows(Link)] == ["graphs.example.com"]
