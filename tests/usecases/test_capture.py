"""Messages of the war room come onto the timeline, and are followed there."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.effects import CaptureMessage, React, direct
from bot.domain.errors import NotInWarRoom
from bot.usecases import capture, revisions
from bot.usecases.consequences import after_done
from tests.support.bench import ROOM, Bench

TS = "1772632700.000100"


async def captured(bench: Bench, number: int, *, by: str = "UBO", how: str = "pushpin") -> None:
    """Let a message be asked for and fetched."""
    await bench.do(partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by=by, how=how))
    await fetched(bench, number, by=by, how=how)


async def fetched(bench: Bench, number: int, *, by: str = "UBO", how: str = "pushpin") -> None:
    """Let the message that was asked for be recorded."""
    await bench.do(
        partial(
            capture.record_captured,
            number=number,
            channel=ROOM,
            ts=TS,
            by=by,
            how=how,
            text="errors at 12 % &amp; rising, <@UANA>",
            author="UCY",
            permalink="https://example.slack.com/archives/C0ROOM/p1772632700000100",
            occurred_at=bench.now - timedelta(minutes=2),
        )
    )


async def test_a_captured_message_stands_at_its_own_time_under_its_author(bench: Bench) -> None:
    """As people read it, with a link to it, and answered by a check mark."""
    number = await bench.incident()
    await captured(bench, number)
    (asked,) = await bench.asked("capture_message")
    assert asked == CaptureMessage(incident_id=number, channel_id=ROOM, ts=TS, by="UBO", how="pushpin")
    (entry,) = await bench.entries(number, "message_captured")
    assert (entry.actor, entry.text) == ("UCY", "errors at 12 % & rising, @UANA")
    assert entry.occurred_at == bench.now - timedelta(minutes=2)
    assert entry.source is not None
    assert entry.source.startswith("https://example.slack.com/")
    (mark,) = await bench.asked("react")
    assert mark == React(incident_id=number, channel_id=ROOM, ts=TS, name="white_check_mark")


async def test_the_same_message_is_asked_for_and_recorded_once(bench: Bench) -> None:
    """A second pushpin, a redelivered event and a second fetch change nothing."""
    number = await bench.incident()
    ask = partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by="UBO", how="pushpin")
    await bench.do(ask)
    await bench.do(ask)
    assert len(await bench.asked("capture_message")) == 1
    await fetched(bench, number)
    await fetched(bench, number)
    await bench.do(ask)
    assert len(await bench.entries(number, "message_captured")) == 1
    assert len(await bench.asked("capture_message")) == 1


async def test_who_wants_a_message_that_is_gone_is_told_once(bench: Bench) -> None:
    """It was deleted before it could be fetched: nothing goes on the timeline, and that is said privately."""
    number = await bench.incident()
    await bench.do(
        partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by="UBO", how="pushpin")
    )
    (asked,) = await bench.asked("capture_message")
    gone = partial(after_done, effect=asked, effect_id=1, result={"gone": True})
    await bench.do(gone)
    await bench.do(gone)
    (told,) = await bench.posts("capture_failed")
    assert told.place == direct("UBO")
    assert await bench.entries(number, "message_captured") == []


async def test_a_message_from_elsewhere_is_refused(bench: Bench) -> None:
    """The timeline must not carry the words of another channel here."""
    number = await bench.incident()
    with pytest.raises(NotInWarRoom):
        await bench.do(
            partial(capture.request_capture, number=number, channel="C0ELSE", ts=TS, by="UBO", how="shortcut")
        )


async def test_taking_the_pushpin_away_hides_and_putting_it_back_shows(bench: Bench) -> None:
    """Both are revisions; nothing is deleted and nothing fetched again."""
    number = await bench.incident()
    await captured(bench, number)
    release = partial(capture.release, number=number, channel=ROOM, ts=TS, by="UBO")
    await bench.do(release)
    assert [entry.hidden for entry in await bench.entries(number, "message_captured")] == [True]
    await bench.do(release)
    await bench.do(
        partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by="UBO", how="pushpin")
    )
    assert [entry.hidden for entry in await bench.entries(number, "message_captured")] == [False]
    assert [row.kind for row in await bench.revisions(number)] == ["hidden", "shown"]
    assert len(await bench.asked("capture_message")) == 1


async def test_a_message_stays_while_anybody_keeps_it(bench: Bench) -> None:
    """Two pushpins: taking one away leaves it there; a stranger's removal does nothing."""
    number = await bench.incident()
    await captured(bench, number, by="UBO")
    await bench.do(
        partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by="UANA", how="pushpin")
    )
    release = partial(capture.release, number=number, channel=ROOM, ts=TS)
    await bench.do(partial(release, by="UBO"))
    await bench.do(partial(release, by="UCY"))
    assert [entry.hidden for entry in await bench.entries(number, "message_captured")] == [False]
    await bench.do(partial(release, by="UANA"))
    assert [entry.hidden for entry in await bench.entries(number, "message_captured")] == [True]


async def test_what_the_shortcut_added_no_pushpin_takes_away(bench: Bench) -> None:
    """The shortcut was a decision of its own."""
    number = await bench.incident()
    await captured(bench, number, how="shortcut")
    await bench.do(partial(capture.release, number=number, channel=ROOM, ts=TS, by="UBO"))
    assert [entry.hidden for entry in await bench.entries(number, "message_captured")] == [False]


async def test_a_pushpin_taken_away_before_the_fetch_is_not_fetched(bench: Bench) -> None:
    """What is still waiting is dropped, unless somebody else wants it too."""
    number = await bench.incident()
    for person in ("UBO", "UANA"):
        await bench.do(
            partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by=person, how="pushpin")
        )
    await bench.do(partial(capture.release, number=number, channel=ROOM, ts=TS, by="UBO"))
    waiting = await bench.to_do("capture_message")
    assert [effect.by for effect in waiting if isinstance(effect, CaptureMessage)] == ["UANA"]


async def test_an_edit_in_slack_becomes_a_revision(bench: Bench) -> None:
    """With what it said before; the same text again is no edit."""
    number = await bench.incident()
    await captured(bench, number)
    edit = partial(capture.follow_edit, channel=ROOM, ts=TS, text="errors at 2 %", by="UCY")
    await bench.do(edit)
    await bench.do(edit)
    (entry,) = await bench.entries(number, "message_captured")
    assert entry.text == "errors at 2 %"
    (row,) = await bench.revisions(number)
    assert (row.kind, row.old_text, row.by) == ("edited", "errors at 12 % & rising, @UANA", "UCY")


async def test_a_links_preview_does_not_undo_a_correction(bench: Bench) -> None:
    """Slack tells of an edit although the words are the same as before."""
    number = await bench.incident()
    await captured(bench, number)
    await bench.do(
        partial(revisions.correct_entry, number=number, by="UBO", text="errors at 1.2 %", reason="typo")
    )
    await bench.do(
        partial(
            capture.follow_edit, channel=ROOM, ts=TS, text="errors at 12 % &amp; rising, <@UANA>", by="UCY"
        )
    )
    assert [entry.text for entry in await bench.entries(number, "message_captured")] == ["errors at 1.2 %"]


async def test_a_redacted_message_stays_redacted(bench: Bench) -> None:
    """Neither an edit nor another pushpin brings its words back."""
    number = await bench.incident()
    await captured(bench, number)
    await bench.do(partial(revisions.redact, number=number, by="UBO"))
    await bench.do(partial(capture.follow_edit, channel=ROOM, ts=TS, text="secret again", by="UCY"))
    await bench.do(
        partial(capture.request_capture, number=number, channel=ROOM, ts=TS, by="UANA", how="pushpin")
    )
    await fetched(bench, number, by="UANA")
    assert [entry.text for entry in await bench.entries(number, "message_captured")] == [""]


async def test_a_deletion_is_noted_once_and_keeps_the_text(bench: Bench) -> None:
    """The timeline is the record; who wants the text gone redacts it."""
    number = await bench.incident()
    await captured(bench, number)
    for _ in range(2):
        await bench.do(partial(capture.follow_deletion, channel=ROOM, ts=TS))
    (entry,) = await bench.entries(number, "message_captured")
    assert entry.text.startswith("errors at 12 %")
    assert [row.reason for row in await bench.revisions(number)] == ["The message was deleted in Slack."]


async def test_edits_of_other_messages_write_nothing(bench: Bench) -> None:
    """Most edits are of messages that nobody captured."""
    number = await bench.incident()
    await bench.do(partial(capture.follow_edit, channel=ROOM, ts="1.2", text="hello", by="UCY"))
    await bench.do(partial(capture.follow_deletion, channel=ROOM, ts="1.2"))
    assert await bench.entries(number) == []
