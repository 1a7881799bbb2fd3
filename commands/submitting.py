"""What each form becomes when it is sent.

A handler returns None where the war room shows what was done: the form just closes. Where the person would
see nothing of it, or must read a warning, it returns the reply, and the form shows it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.blocks import fields
from bot.domain import redaction, words
from bot.domain.ids import parse_incident_id
from bot.domain.reply import Reply
from bot.usecases import handover
from bot.usecases.acting import emergency
from bot.usecases.capture import SourceMessage, add_message
from bot.usecases.declare import declare
from bot.usecases.exporting import request_export
from bot.usecases.links import add_link
from bot.usecases.merge import merge
from bot.usecases.notes import add_note, decide, open_hypothesis
from bot.usecases.revisions import correct_entry, hide_entry, redact
from bot.usecases.roles import assign
from bot.usecases.severity import set_severity
from bot.usecases.snooze import move_next
from bot.usecases.status import change_status
from bot.usecases.times_of import correct_time
from bot.usecases.updates import correct_update, post_update
from commands import run_forms
from commands.filled import Filled, Missing
from commands.metadata import Source

Submitted = Callable[[Filled], Awaitable[Reply | None]]


async def _declare(form: Filled) -> Reply | None:
    sent = form.sent
    severity = sent.choice(fields.DECLARE_SEVERITY)
    use_case = partial(
        declare,
        by=form.by,
        title=sent.text(fields.DECLARE_TITLE),
        severity=None if severity == names.NOT_SURE else severity,
        private=fields.YES in sent.choices(fields.DECLARE_PRIVATE),
        commander=sent.choice(fields.DECLARE_ROLE) == fields.COMMAND,
        impact=sent.text(fields.DECLARE_IMPACT),
        services=sent.text(fields.DECLARE_SERVICES).split(","),
        started_at=sent.moment(fields.DECLARE_STARTED_AT),
        source=_source(form.metadata.source),
    )
    return await form.once(use_case, blame=fields.DECLARE_TITLE)


def _source(source: Source | None) -> SourceMessage | None:
    if source is None:
        return None
    return SourceMessage(
        channel=source.channel,
        ts=source.ts,
        permalink=source.permalink or None,
        text=source.text,
        author=source.author or None,
        at=_moment_of(source.ts),
        private=source.private,
    )


def _moment_of(ts: str) -> datetime | None:
    """Return when the message of this `ts` was written: it is Slack's clock in seconds."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


async def _update(form: Filled) -> Reply | None:
    sent = form.sent
    delay = sent.choice(fields.UPDATE_NEXT)
    use_case = partial(
        post_update,
        number=form.incident,
        by=form.by,
        text=sent.text(fields.UPDATE_TEXT),
        status=sent.changed_choice(fields.UPDATE_STATUS),
        severity=sent.changed_choice(fields.UPDATE_SEVERITY),
        impact=sent.changed_text(fields.UPDATE_IMPACT),
        needs=sent.changed_text(fields.UPDATE_NEEDS),
        next_in=_seconds(delay),
    )
    reply = await form.once(use_case, blame=fields.UPDATE_TEXT)
    return _shown_if_secret(reply, sent.text(fields.UPDATE_TEXT), form=form)


def _seconds(chosen: str | None) -> timedelta | None:
    """Return the delay that an option stands for; None for one that stands for none."""
    is_delay = chosen is not None and chosen.isdecimal() and len(chosen) <= 9
    return timedelta(seconds=int(chosen)) if chosen and is_delay else None


async def _severity(form: Filled) -> Reply | None:
    level = form.sent.choice(fields.SEVERITY_LEVEL)
    if level is None:
        raise Missing("Choose a severity.", block_id=fields.SEVERITY_LEVEL.block_id)
    said = form.sent.text(fields.SEVERITY_WORDS)
    use_case = partial(set_severity, number=form.incident, by=form.by, severity=level, words=said)
    await form.once(use_case, blame=fields.SEVERITY_LEVEL)
    return None


async def _roles(form: Filled) -> Reply | None:
    """Give every role whose field was changed; who takes one reads its duties."""
    said = []
    for role in form.deps.config.roles:
        field = fields.role_field(role)
        person = form.sent.changed_person(field)
        if person is None:
            continue
        await form.deps.directory.person(person)
        use_case = partial(assign, number=form.incident, by=form.by, role=role, person=person)
        said.append((await form.once(use_case, step=f"{role}:{person}", blame=field)).text)
    return Reply(text="\n".join(said) or words.nothing_changed(), incident=form.incident)


async def _handover(form: Filled) -> Reply | None:
    role, to = form.sent.choice(fields.HANDOVER_ROLE), form.sent.person(fields.HANDOVER_TO)
    if role is None or to is None:
        raise Missing("Choose a person.", block_id=fields.HANDOVER_TO.block_id)
    await form.deps.directory.person(to)
    use_case = partial(handover.request, number=form.incident, by=form.by, role=role, to=to)
    return await form.once(use_case, blame=fields.HANDOVER_TO)


async def _note(form: Filled) -> Reply | None:
    text, at = form.sent.text(fields.NOTE_TEXT), form.sent.moment(fields.NOTE_AT)
    use_case = partial(add_note, number=form.incident, by=form.by, text=text, occurred_at=at)
    return await form.once(use_case, blame=fields.NOTE_TEXT if at is None else fields.NOTE_AT)


async def _decide(form: Filled) -> Reply | None:
    text, undo = form.sent.text(fields.DECIDE_TEXT), form.sent.text(fields.DECIDE_UNDO)
    use_case = partial(decide, number=form.incident, by=form.by, text=text, undo=undo)
    reply = await form.once(use_case, blame=fields.DECIDE_TEXT)
    return _shown_if_secret(reply, f"{text} {undo}", form=form)


async def _hypothesis(form: Filled) -> Reply | None:
    text = form.sent.text(fields.HYPOTHESIS_TEXT)
    use_case = partial(open_hypothesis, number=form.incident, by=form.by, text=text)
    reply = await form.once(use_case, blame=fields.HYPOTHESIS_TEXT)
    return _shown_if_secret(reply, text, form=form)


def _shown_if_secret(reply: Reply, text: str, *, form: Filled) -> Reply | None:
    """Return the reply where it warns of a secret: the war room shows the words, but not the warning."""
    return reply if redaction.find_secrets(text) else None


async def _correct(form: Filled) -> Reply | None:
    text = form.sent.text(fields.CORRECT_TEXT)
    use_case = partial(
        correct_update, number=form.incident, by=form.by, text=text, update=form.metadata.subject
    )
    await form.once(use_case, blame=fields.CORRECT_TEXT)
    return None


async def _entry_correct(form: Filled) -> Reply | None:
    use_case = partial(
        correct_entry,
        number=form.incident,
        by=form.by,
        entry=form.metadata.subject,
        text=form.sent.text(fields.ENTRY_TEXT),
        reason=form.sent.text(fields.ENTRY_REASON),
    )
    return await form.once(use_case, blame=fields.ENTRY_TEXT)


async def _entry_hide(form: Filled) -> Reply | None:
    reason = form.sent.text(fields.ENTRY_REASON)
    use_case = partial(
        hide_entry, number=form.incident, by=form.by, entry=form.metadata.subject, reason=reason
    )
    return await form.once(use_case)


async def _entry_redact(form: Filled) -> Reply | None:
    reason = form.sent.text(fields.ENTRY_REASON)
    use_case = partial(redact, number=form.incident, by=form.by, entry=form.metadata.subject, reason=reason)
    return await form.once(use_case)


async def _times(form: Filled) -> Reply | None:
    name, value = form.sent.choice(fields.TIMES_NAME), form.sent.moment(fields.TIMES_VALUE)
    if name is None:
        raise Missing("Choose a time.", block_id=fields.TIMES_NAME.block_id)
    if value is None:
        raise Missing("Choose a date and a time of day.", block_id=fields.TIMES_VALUE.block_id)
    reason = form.sent.text(fields.TIMES_REASON)
    use_case = partial(correct_time, number=form.incident, by=form.by, name=name, value=value, reason=reason)
    return await form.once(use_case, blame=fields.TIMES_VALUE if reason else fields.TIMES_REASON)


async def _link(form: Filled) -> Reply | None:
    url, title = form.sent.text(fields.LINK_URL), form.sent.text(fields.LINK_TITLE)
    use_case = partial(add_link, number=form.incident, by=form.by, url=url, title=title)
    await form.once(use_case, blame=fields.LINK_URL)
    return None


async def _merge(form: Filled) -> Reply | None:
    into = parse_incident_id(form.sent.choice(fields.MERGE_INTO) or "")
    if into is None:
        raise Missing("Choose an incident.", block_id=fields.MERGE_INTO.block_id)
    use_case = partial(merge, number=form.incident, into=into, by=form.by, revision=form.metadata.revision)
    await form.once(use_case, blame=fields.MERGE_INTO)
    return None


async def _capture(form: Filled) -> Reply | None:
    message, into = _source(form.metadata.source), form.sent.choice(fields.CAPTURE_INTO)
    if message is None or into is None or not into.isdecimal():
        raise Missing("Choose an incident.", block_id=fields.CAPTURE_INTO.block_id)
    if message.author is not None:
        await form.deps.directory.person(message.author)  # so that the timeline can name them
    use_case = partial(add_message, number=int(into), by=form.by, message=message)
    return await form.once(use_case, blame=fields.CAPTURE_INTO)


async def _next(form: Filled) -> Reply | None:
    after, reason = _seconds(form.sent.choice(fields.NEXT_DELAY)), form.sent.text(fields.NEXT_REASON)
    if after is None:
        raise Missing("Choose when the next update is due.", block_id=fields.NEXT_DELAY.block_id)
    use_case = partial(move_next, number=form.incident, by=form.by, after=after, reason=reason)
    return await form.once(use_case, blame=fields.NEXT_DELAY)


async def _export(form: Filled) -> Reply | None:
    formats = form.sent.choices(fields.EXPORT_FORMATS)
    if not formats:
        raise Missing("Choose at least one format.", block_id=fields.EXPORT_FORMATS.block_id)
    use_case = partial(
        request_export, number=form.incident, by=form.by, formats=formats, request=form.metadata.nonce
    )
    return await form.once(use_case, blame=fields.EXPORT_FORMATS)


async def _break_glass(form: Filled) -> Reply | None:
    reason = form.sent.text(fields.BREAK_GLASS_REASON)
    use_case = partial(emergency.grant, number=form.incident, by=form.by, reason=reason)
    return await form.once(use_case, blame=fields.BREAK_GLASS_REASON)


async def _confirm(form: Filled) -> Reply | None:
    use_case = partial(
        change_status,
        number=form.incident,
        by=form.by,
        to=form.metadata.choice,
        words=form.sent.text(fields.CONFIRM_WORDS),
        revision=form.metadata.revision,
    )
    await form.once(use_case, blame=fields.CONFIRM_WORDS)
    return None


SUBMITTED: Final[Mapping[str, Submitted]] = {
    names.FORM_DECLARE: _declare,
    names.FORM_UPDATE: _update,
    names.FORM_SEVERITY: _severity,
    names.FORM_ROLES: _roles,
    names.FORM_HANDOVER: _handover,
    names.FORM_NOTE: _note,
    names.FORM_DECIDE: _decide,
    names.FORM_HYPOTHESIS: _hypothesis,
    names.FORM_CORRECT_UPDATE: _correct,
    names.FORM_ENTRY_CORRECT: _entry_correct,
    names.FORM_ENTRY_HIDE: _entry_hide,
    names.FORM_ENTRY_REDACT: _entry_redact,
    names.FORM_TIMES: _times,
    names.FORM_LINK: _link,
    names.FORM_MERGE: _merge,
    names.FORM_NEXT: _next,
    names.FORM_EXPORT: _export,
    names.FORM_BREAK_GLASS: _break_glass,
    names.FORM_CONFIRM: _confirm,
    **run_forms.SUBMITTED,
    names.FORM_CAPTURE: _capture,
}
"""The handler of each form, by its callback id."""
