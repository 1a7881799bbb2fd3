"""What Muster says privately to who asked for something: what happened, what it means, what to do.

Texts that people wrote come in as they are and are escaped here; the result is mrkdwn. `command` is the
configured name of the slash command.
"""

import difflib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from bot.domain import lifecycle
from bot.domain.durations import say
from bot.domain.ids import incident_id
from bot.domain.moments import say_moment
from bot.domain.text import channel_mention, escape, mention, one_line, safe, slack_date

_QUOTE = 200
"""Characters of a person's own words that are said back."""


def quoted(text: str) -> str:
    """Return a person's own words, short, escaped and on one line."""
    return f"“{safe(one_line(text), _QUOTE)}”"


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """Return `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def people(count: int) -> str:
    """Return `1 person` or `3 people`."""
    return "1 person" if count == 1 else f"{count} people"


# ---------------------------------------------------------------- done: declaring


def declared(
    number: int,
    *,
    channel_id: str | None = None,
    called: Sequence[str] = (),
    nobody_called: bool = False,
    in_command: bool = False,
    command: str = "/incident",
) -> str:
    """Answer the declarer.

    Args:
        channel_id: the war room; None while it is still being made.
        called: mrkdwn of each group or person called, with how many: `<!subteam^S1> (3 people)`.
        nobody_called: the severity calls people, but nobody is configured.
        in_command: the declarer took command, and is not asked to.
    """
    name = incident_id(number)
    opened = (
        f"{name} is open in {channel_mention(channel_id)}."
        if channel_id
        else f"{name} is open. {_ROOM_FOLLOWS}"
    )
    calls = f" Called: {listed(called)}." if called else ""
    if nobody_called:
        calls += f" {nobody_was_called()}"
    if in_command:
        return f"{opened}{calls}"
    take = f"`{command} ic me`" if channel_id else f"`{command} ic me` in it"
    return f"{opened}{calls} Take command with {take}."


_ROOM_FOLLOWS = "The war room is being opened; its link follows."


def nobody_was_called() -> str:
    """Say that a severity that calls people has nobody to call."""
    return "*Nobody was called*: nobody is configured for this severity. Call somebody yourself."


def declared_before(number: int, *, channel_id: str | None) -> str:
    """Answer who declared the same title twice within 2 minutes."""
    where = f" in {channel_mention(channel_id)}" if channel_id else ""
    return f"You declared that a moment ago: it is {incident_id(number)}{where}. No second incident was made."


# ---------------------------------------------------------------- done: in the war room


def status_changed(number: int, *, to: str, old: str, next_due: datetime | None = None) -> str:
    """Answer who changed the status."""
    said = f"{incident_id(number)} is now *{to}* (it was *{old}*)."
    if to == lifecycle.RESOLVED:
        return f"{said} Reminders for updates have stopped. Say `close` when the follow-up is handed over."
    if to == lifecycle.CLOSED:
        return f"{said} The timeline is being uploaded here."
    if to == lifecycle.CANCELLED:
        return f"{said} Everyone who was called is told to stand down."
    return said + _next_update(next_due)


def status_holds(number: int, *, status: str) -> str:
    """Answer who clicked for the status that holds already."""
    return f"{incident_id(number)} is *{status}* already; nothing was changed."


def reopened(number: int, *, next_due: datetime | None) -> str:
    """Answer who reopened."""
    return f"{incident_id(number)} is open again and *investigating*.{_next_update(next_due)}"


def severity_changed(
    number: int, *, to: str, old: str | None, next_due: datetime | None, calling: bool
) -> str:
    """Answer who changed the severity; `old` is None when nobody had set one."""
    was = f"it was {escape(old)}" if old else "it was not set yet"
    called = " The people of this severity are being called." if calling else ""
    return f"{incident_id(number)} is now *{escape(to)}* ({was}).{called}{_next_update(next_due)}"


def severity_unchanged(number: int, *, severity: str) -> str:
    """Answer who set the severity that it had."""
    return f"{incident_id(number)} is {escape(severity)} already; nothing was changed."


def update_posted(*, next_due: datetime | None, private: bool = False) -> str:
    """Answer who posted an update."""
    where = "the war room" if private else "the war room and the announcement"
    return f"Posted to {where}.{_next_update(next_due)}"


def update_corrected() -> str:
    """Answer who corrected the last update."""
    return "Corrected everywhere it went; the timeline keeps what it said before."


def nothing_to_correct(number: int) -> str:
    """Answer `correct` when there is no update yet."""
    return f"{incident_id(number)} has no status update yet, so there is nothing to correct. Say `update …`."


def next_update_moved(*, next_due: datetime) -> str:
    """Answer who moved the next update."""
    return f"The next update is due {slack_date(next_due)}."


def role_taken(*, role: str, duties: Sequence[str] = ()) -> str:
    """Tell a new holder of a role its duties.

    Args:
        role: its title (`incident commander`).
    """
    checklist = "".join(f"\n• {escape(duty)}" for duty in duties)
    return f"You are *{escape(role)}* now.{' Your duties:' if duties else ''}{checklist}"


def role_given(*, role: str, to: str) -> str:
    """Answer who gave a role to somebody (a Slack id)."""
    return f"{mention(to)} is *{escape(role)}* now, and was told."


def role_lost(*, role: str, to: str, number: int) -> str:
    """Tell the former holder who has the role now."""
    return (
        f"{mention(to)} took over as *{escape(role)}* of {incident_id(number)}. You no longer hold that role."
    )


def role_held_already(*, role: str, by: str) -> str:
    """Answer who assigned a role to its present holder."""
    return f"{mention(by)} is *{escape(role)}* already; nothing was changed."


def handover_asked(*, role: str, to: str, expires_in: timedelta) -> str:
    """Answer who asked for a handover."""
    return (
        f"{mention(to)} was asked to take over as *{escape(role)}*. You keep the role until they accept; "
        f"without an answer the offer lapses after {say(expires_in)} and both of you are told."
    )


def handover_accepted(*, role: str, by: str) -> str:
    """Tell both that the role has a new holder."""
    return f"{mention(by)} accepted and is *{escape(role)}* now."


def handover_declined(*, role: str, by: str, holder: str | None) -> str:
    """Tell both that the role stays where it is."""
    return f"{mention(by)} declined. {_stays(role, holder)}"


def handover_lapsed(*, role: str, to: str, holder: str | None) -> str:
    """Tell both that nobody answered."""
    stays = _stays(role, holder)
    return f"{mention(to)} did not answer the handover. {stays} Ask somebody else, or `assign` it."


def _stays(role: str, holder: str | None) -> str:
    return (
        f"{mention(holder)} is still *{escape(role)}*." if holder else f"There is still no *{escape(role)}*."
    )


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
    return f"Suspect added: {quoted(text)}. The card shows it until it is *confirmed* or *ruled out*."


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


def link_added(title: str) -> str:
    """Answer who added a link."""
    return f"{quoted(title)} is on the card and among the bookmarks."


def merged(number: int, *, into: int, into_channel: str | None) -> str:
    """Answer who merged an incident into another one."""
    where = f" in {channel_mention(into_channel)}" if into_channel else ""
    ended = f"{incident_id(number)} ends inside {incident_id(into)}"
    return f"{ended}; the work goes on{where}. `unmerge` undoes this."


def unmerged(number: int, *, status: str) -> str:
    """Answer who took a merge back."""
    return f"{incident_id(number)} is a matter of its own again and *{status}*, as it was."


def export_follows(formats: Sequence[str]) -> str:
    """Answer who asked for files; they are sent when they are drawn."""
    return f"The timeline as {listed(list(formats))} follows by direct message."


def _next_update(due: datetime | None) -> str:
    return f" The next update is due {slack_date(due)}." if due else ""


# ---------------------------------------------------------------- refused or not understood


def no_such_incident(number: int, *, command: str = "/incident") -> str:
    """Answer a number that is not there, or not there for this person: the two read the same."""
    return f"There is no {incident_id(number)} that you can see. `{command} list` shows the open ones."


def not_in_war_room(verb: str, *, command: str = "/incident") -> str:
    """Answer a war room's verb that was used elsewhere without an id."""
    shown = escape(verb)
    return (
        f"This channel is not a war room, so `{shown}` needs to know which incident: say it in the war room, "
        f"or with its id, `{command} {shown} INC-42 …`. `{command} list` shows the open ones."
    )


def not_a_war_room_message(*, command: str = "/incident") -> str:
    """Answer the shortcut that adds a message to the timeline, used outside a war room."""
    return (
        "This channel is not a war room, so the message belongs to no incident's timeline. Write down what it says "
        f"with `{command} note INC-42 …`, or keep its address with `{command} link INC-42 https://…`."
    )


def did_you_mean(word: str, known: Iterable[str], *, command: str = "/incident") -> str:
    """Answer a verb that nobody knows, with the nearest one."""
    asked = word.lower()
    near = difflib.get_close_matches(asked[:40], list(known), n=1, cutoff=0.6)
    if near:
        return f"I do not know `{_code(word)}`. Did you mean `{command} {near[0]}`?"
    return f"I do not know `{_code(word)}`. `{command} help` shows what can be said here."


def needs_words(verb: str, example: str, *, command: str = "/incident") -> str:
    """Answer a verb that came without the words it needs."""
    return f"`{escape(verb)}` needs words, for example `{command} {escape(example)}`."


def title_needed(*, command: str = "/incident") -> str:
    """Answer `declare` without a title."""
    return f"An incident needs a title. Say what is broken: `{command} declare sev1 checkout returns 500s`."


def bad_severity(word: str, names: Sequence[str]) -> str:
    """Answer a severity that is not configured."""
    return (
        f"There is no severity `{_code(word)}`. Choose {listed([escape(name) for name in names], last='or')}."
    )


def bad_person(word: str) -> str:
    """Answer a word that names nobody."""
    return f"`{_code(word)}` names nobody. Mention a person, as in `ic @ana`, or say `ic me`."


def several_people(word: str) -> str:
    """Answer a name that more than one person has."""
    return f"`{_code(word)}` names several people. Choose one from the list that Slack offers after `@`."


def bad_duration(word: str) -> str:
    """Answer a duration that could not be read."""
    return f"`{_code(word)}` is no duration. Say `20m`, `1h30m`, `90s` or `2d`."


def bad_moment(word: str) -> str:
    """Answer a time that could not be read."""
    return f"`{_code(word)}` is no time. Say `14:05`, `yesterday 23:10`, `2026-11-20 14:05` or `10m ago`."


def bad_time_name(word: str, names: Sequence[str]) -> str:
    """Answer a name that none of the incident's times has."""
    return f"An incident has no time called `{_code(word)}`. Choose {listed(list(names), last='or')}."


def bad_filter(word: str, *, command: str = "/incident") -> str:
    """Answer a word that a list cannot be narrowed by."""
    return (
        f"I cannot narrow the list by `{_code(word)}`. Say `{command} list`, `{command} list all`, "
        f"`{command} list sev1` or `{command} list 7d`."
    )


def bad_format(word: str, formats: Sequence[str]) -> str:
    """Answer a format that nothing can be exported as."""
    return f"There is no format `{_code(word)}`. Choose {listed(list(formats), last='or')}."


def bad_role(word: str, verbs: Sequence[str]) -> str:
    """Answer a word that names no role."""
    return f"There is no role `{_code(word)}`. Choose {listed([f'`{verb}`' for verb in verbs], last='or')}."


def bad_url(word: str) -> str:
    """Answer an address that cannot be linked."""
    return f"`{_code(word)}` is no web address. Say `link https://… Grafana`."


def which_incident(verb: str, *, command: str = "/incident") -> str:
    """Answer a verb that shows one incident, used outside a war room without an id."""
    return f"Which incident? Say `{command} {escape(verb)} INC-42`. `{command} list` shows the open ones."


def role_holder(*, title: str, verb: str, holder: str | None, command: str = "/incident") -> str:
    """Answer a role's verb alone: who it is, and how to take it or give it away.

    Args:
        holder: a Slack id, or None.
    """
    role = escape(title)
    now = f"{mention(holder)} is *{role}*." if holder else f"Nobody is *{role}* yet."
    say_verb = f"{command} {escape(verb)}"
    return f"{now} Take it with `{say_verb} me`, or give it away with `{say_verb} @ana`."


def not_a_room() -> str:
    """Answer `declare here` in a direct message."""
    return "A direct message cannot become a war room. Say it in a channel, or declare without `here`."


def no_change_needs_words() -> str:
    """Answer the third "no change" in a row."""
    return "That is the third “no change” in a row. Say in one sentence what is being tried or waited for."


def stale_button() -> str:
    """Answer a click on a drawing whose moment has passed."""
    return (
        "The incident has moved on since this button was drawn, so nothing was changed. "
        "The card shows how it stands."
    )


def handover_over(state: str) -> str:
    """Answer a click on a handover that is no longer open."""
    return f"This handover is {escape(state)} already; nothing was changed."


def handover_not_yours() -> str:
    """Answer a click on somebody else's handover."""
    return "This handover is for somebody else; only they can accept or decline it."


def merge_with_itself(number: int) -> str:
    """Answer `merge` with the incident's own id."""
    return f"{incident_id(number)} cannot be merged into itself. Say the id of the other one."


def merge_into_ended(number: int, *, status: str) -> str:
    """Answer `merge` into an incident that nobody works on."""
    name = incident_id(number)
    return f"{name} is *{status}*; merge into an incident that is open, or `reopen` that one first."


def merge_across_privacy(number: int) -> str:
    """Answer a merge that would show a private incident to others."""
    return f"{incident_id(number)} is not for the same people: one of the two is private. Nothing was merged."


def war_room_taken(number: int) -> str:
    """Answer `declare here` in the war room of another incident."""
    return f"This channel is the war room of {incident_id(number)} already. Declare without `here`."


# ---------------------------------------------------------------- when Muster itself is in trouble


def still_working() -> str:
    """Answer when the work takes longer than Slack waits."""
    return "Still working on it; the result follows here. There is no need to say it again."


def still_working_here() -> str:
    """Say in a form that the work takes longer than Slack waits."""
    return "Still working on it; the result is shown here. There is no need to send it again."


def done() -> str:
    """Say in a form that what took so long is done."""
    return "Done."


def nothing_changed() -> str:
    """Answer a form that was sent as it was drawn."""
    return "Nothing was changed."


def database_down(manual_procedure: str) -> str:
    """Answer when nothing can be written down: what people can do without the bot."""
    said = "Muster cannot reach its database, so *nothing was recorded*. Try again in a minute."
    return f"{said}\n{escape(manual_procedure)}" if manual_procedure.strip() else said


def something_broke(manual_procedure: str = "") -> str:
    """Answer when something broke that nobody foresaw; whether it was done is not known here."""
    said = "Something went wrong on our side. The card shows whether it was done; if not, try again."
    return f"{said}\n{escape(manual_procedure)}" if manual_procedure.strip() else said


def form_not_opened() -> str:
    """Answer when Slack did not let the form open: the click was too long ago, or Slack is in trouble."""
    return "Slack did not let the form open in time. Do it again, or say it as text: every form has a verb."


def _code(word: str) -> str:
    """Return a person's word for a code span: short, escaped, without the marks that would end it."""
    return safe(one_line(word).replace("`", "'"), 60)
