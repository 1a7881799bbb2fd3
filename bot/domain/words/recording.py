"""What is said about the timeline: notes, decisions, hypotheses, links, times, redactions and files."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.domain.ids import incident_id
from bot.domain.moments import say_moment
from bot.domain.text import slack_date
from bot.domain.words.phrases import code, listed, quoted


def noted(
    *, entry: int, at: datetime | None = None, zone: tzinfo | None = None, now: datetime | None = None
) -> str:
    """Answer who wrote a note; a time that they gave is echoed with its zone."""
    if at is None or zone is None:
        return f"Noted as entry {entry}."
    return f"Noted as entry {entry}, at {say_moment(at, zone=zone, now=now)}."


def decided(*, entry: int) -> str:
    """Answer who wrote a decision down."""
    return f"The decision is on the timeline as entry {entry}."


def hypothesis_added(text: str) -> str:
    """Answer who named a suspect."""
    return f"Hypothesis added: {quoted(text)}. Its message here has buttons for *confirmed* and *ruled out*."


def hypothesis_settled(text: str, *, state: str) -> str:
    """Answer who confirmed a suspect or ruled it out."""
    return f"{quoted(text)} is now *{state.replace('_', ' ')}*."


def redacted(*, entry: int) -> str:
    """Answer who redacted an entry."""
    return (
        f"Entry {entry} is redacted: its text is gone from the timeline and from Muster's own messages. "
        f"Messages that people wrote stay until they delete them."
    )


def no_such_entry(entry: int, *, number: int) -> str:
    """Answer who named an entry that is not there."""
    return f"{incident_id(number)} has no entry {entry}. `timeline` shows the last 20."


def nothing_to_redact(number: int) -> str:
    """Answer who wants the last entry redacted when none of the last 20 holds anybody's words."""
    return (
        f"None of the last 20 entries of {incident_id(number)} holds anybody's words. `timeline` shows them."
    )


def time_corrected(
    *, time: str, at: datetime, zone: tzinfo, now: datetime, warning: str | None = None
) -> str:
    """Answer who corrected a time; `time` is its title (`Impact started`)."""
    said = f"*{time}* is now {say_moment(at, zone=zone, now=now)}."
    return f"{said} {warning}" if warning else said


def bad_time_name(word: str, names: Sequence[str]) -> str:
    """Answer a name that none of the incident's times has."""
    return f"An incident has no time called `{code(word)}`. Choose {listed(list(names), last='or')}."


def kept_as_words(word: str) -> str:
    """Answer a note that begins with a time that there is not: it is written down all the same."""
    return f"`{code(word)}` is no time, so it was kept as words and the note is of now."


def bad_moment(word: str) -> str:
    """Answer a time that could not be read."""
    return f"`{code(word)}` is no time. Say `14:05`, `yesterday 23:10`, `2026-11-20 14:05` or `10m ago`."


def link_added(title: str) -> str:
    """Answer who added a link."""
    return f"{quoted(title)} is on the card and among the bookmarks."


def bad_url(word: str) -> str:
    """Answer an address that cannot be linked."""
    return f"`{code(word)}` is no web address. Say `link https://… Grafana`."


def export_follows(formats: Sequence[str]) -> str:
    """Answer who asked for files; they are sent when they are drawn."""
    return f"The timeline as {listed(list(formats))} follows by direct message."


def bad_format(word: str, formats: Sequence[str]) -> str:
    """Answer a format that nothing can be exported as."""
    return f"There is no format `{code(word)}`. Choose {listed(list(formats), last='or')}."


def message_added(number: int, *, entry: int, exposed: bool, command: str = "/incident") -> str:
    """Answer who put a message of another channel on a timeline.

    Args:
        exposed: it was written in a private place, and the incident is public.
    """
    name = incident_id(number)
    done = f"The message is on the timeline of {name} as entry {entry}."
    if not exposed:
        return done
    return (
        f"{done} Everybody can read it there. `{command} redact {name} {entry}` takes its words away again."
    )


def message_without_words() -> str:
    """Answer who wants a message of another channel on the timeline that says nothing in words."""
    return (
        "The message has no words that could go on a timeline. Keep its address instead: copy its link,"
        " and say `link INC-42 https://…`."
    )


def note_in_future(moment: datetime) -> str:
    """Answer a note about what is still to come."""
    return f"{slack_date(moment, with_day=True)} is still to come; a note says what has happened."


def unknown_hypothesis() -> str:
    """Answer a click on a suspect of another incident."""
    return "That hypothesis is not one of this incident. The card shows those that are."


def bad_hypothesis_state() -> str:
    """Answer a state that no suspect has."""
    return "A hypothesis can be *confirmed* or *ruled out*."


def hypothesis_settled_before(text: str, *, state: str) -> str:
    """Answer who settled a suspect the other way at the same time."""
    return f"{quoted(text)} is *{state.replace('_', ' ')}* already. Nothing was changed."


def entry_corrected(entry: int) -> str:
    """Answer who corrected a timeline entry."""
    return f"Entry {entry} is corrected; what it said before is kept."


def entry_hidden(entry: int) -> str:
    """Answer who hid a timeline entry."""
    return f"Entry {entry} is hidden. `timeline` can show it again."


def entry_shown(entry: int) -> str:
    """Answer who took a hidden entry back."""
    return f"Entry {entry} is shown again."


def no_written_entry(number: int) -> str:
    """Answer `redact last` when people have written nothing."""
    return f"{incident_id(number)} has no entry that people wrote. `timeline` shows the last 20."


def redaction_left_name() -> str:
    """Add to a redaction what a bot cannot take back: a channel's name."""
    return "The war room's name still shows words of the title: rename the channel in Slack."


def redaction_left_files() -> str:
    """Add to a redaction what a bot cannot take back: files that are out."""
    return "Files that were exported before still hold it: delete them in Slack."


def link_kept_already(title: str) -> str:
    """Answer who added an address that the incident has."""
    return f"{quoted(title)} is kept already; nothing was changed."


def capture_elsewhere(number: int) -> str:
    """Answer who wants a message of another channel on the timeline."""
    return (
        f"The message stands in another channel than the war room of {incident_id(number)}. To put it on that"
        " timeline all the same, choose *Add to timeline* in its menu."
    )


def capture_follows(number: int, *, mark: str) -> str:
    """Answer who wants a message on the timeline; `mark` is the reaction's name."""
    return f"The message goes on the timeline of {incident_id(number)}; :{mark}: on it says when it is there."


def captured(*, entry: int) -> str:
    """Answer who wants a message on the timeline that is there."""
    return f"The message is on the timeline as entry {entry}."


def imported(number: int, *, entries: int) -> str:
    """Answer who imported an incident."""
    return f"{incident_id(number)} is imported, with {entries} timeline entries."


def import_goes_on(*, status: str) -> str:
    """Add to an import that the incident is open here."""
    return (
        f"It is *{status}*, so work goes on: the war room gets a new card and the reminders run. "
        "Nobody was called."
    )


def import_there_already(number: int) -> str:
    """Answer an import of a number that is taken."""
    return f"There is an {incident_id(number)} here already, so nothing was imported."


def import_needs_target(number: int, *, target: int) -> str:
    """Answer an import of an incident that ended inside one that is not here."""
    name = incident_id(number)
    return f"{name} was merged into {incident_id(target)}, which is not here. Import that one first."
