"""The verbs that write things down: notes, decisions, suspects, links, times, and what must go again."""

from dataclasses import replace
from functools import partial
from typing import Final

from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.moments import looks_like_clock, split_leading_moment
from bot.domain.text import plain, read_url
from bot.domain.times import NAMES, WORDS, read_time_name
from bot.usecases.links import add_link
from bot.usecases.notes import add_note, decide, open_hypothesis
from bot.usecases.revisions import redact
from bot.usecases.times_of import correct_time
from commands import opening
from commands.answer import Answer
from commands.showing import show_times
from commands.verbs import Ask, Verb, Where


async def _note(ask: Ask) -> Answer:
    """Answer `note 14:05 flipped flag`: a leading time backdates it; one that cannot be is kept as words."""
    at, text = split_leading_moment(ask.words, now=ask.deps.clock.now(), zone=ask.zone)
    reply = await ask.once(partial(add_note, number=ask.incident, by=ask.by, text=text, occurred_at=at))
    first = text.split(maxsplit=1)[0]
    if at is None and looks_like_clock(first):
        return replace(reply, text=f"{reply.text} {words.kept_as_words(first)}")
    return reply


async def _decide(ask: Ask) -> Answer:
    return await ask.once(partial(decide, number=ask.incident, by=ask.by, text=ask.words))


async def _hypothesis(ask: Ask) -> Answer:
    return await ask.once(partial(open_hypothesis, number=ask.incident, by=ask.by, text=ask.words))


async def _link(ask: Ask) -> Answer:
    """Answer `link https://… Grafana`; Slack sends addresses as `<https://…>`, with or without a label."""
    url, _, title = ask.raw.partition(" ")
    if read_url(url) is None and (last := ask.raw.split()[-1]) != url and read_url(last) is not None:
        url, title = last, ask.raw.removesuffix(last)
    return await ask.once(
        partial(add_link, number=ask.incident, by=ask.by, url=url, title=plain(title).strip())
    )


async def _times(ask: Ask) -> Answer:
    """Answer `times impact 13:40 per graph`; alone it shows them."""
    if not ask.words:
        return await show_times(ask.deps, person=ask.by, number=ask.incident)
    word, _, rest = ask.words.partition(" ")
    if read_time_name(word) is None:
        raise NotUnderstood(words.bad_time_name(word, [WORDS[name] for name in NAMES]))
    at, reason = split_leading_moment(rest, now=ask.deps.clock.now(), zone=ask.zone)
    if at is None:
        raise NotUnderstood(words.bad_moment(rest.split()[0]) if rest.strip() else _times_example(ask))
    return await ask.once(
        partial(correct_time, number=ask.incident, by=ask.by, name=word, value=at, reason=reason)
    )


def _times_example(ask: Ask) -> str:
    return words.needs_words("times", "times impact 13:40 per graph", command=ask.command)


async def _redact(ask: Ask) -> Answer:
    """Answer `redact last` and `redact 17 pasted a key`."""
    word, _, reason = ask.words.partition(" ")
    which = word.lstrip("#")
    if word.casefold() != "last" and not which.isdecimal():
        raise NotUnderstood(words.needs_words("redact", "redact 17 pasted a key", command=ask.command))
    entry = int(which[:9]) if which.isdecimal() else None
    return await ask.once(partial(redact, number=ask.incident, by=ask.by, entry=entry, reason=reason.strip()))


NOTE: Final = Verb(
    name="note",
    aliases=("log",),
    example="note 14:05 flipped flag checkout_v2 off",
    more=("note restarted the cache", "note 10m ago alert fired", "note"),
    does="adds a note to the timeline; a leading time backdates it. Alone it opens the form",
    where=Where.ROOM,
    run=_note,
    form=opening.NOTE,
)

DECIDE: Final = Verb(
    name="decide",
    aliases=("decision",),
    example="decide roll back 4.2, undo: redeploy",
    more=("decide",),
    does="writes a decision down, and how it can be undone",
    where=Where.ROOM,
    run=_decide,
    form=opening.DECIDE,
)

HYPOTHESIS: Final = Verb(
    name="hypothesis",
    example="hypothesis cache stampede",
    more=("hypothesis",),
    does="names a suspected cause, to be confirmed or ruled out by button",
    where=Where.ROOM,
    run=_hypothesis,
    form=opening.HYPOTHESIS,
)

REDACT: Final = Verb(
    name="redact",
    example="redact last",
    more=("redact 17 pasted a key",),
    does="removes an entry's text for good; that it was redacted, by whom and why is kept",
    where=Where.ROOM,
    run=_redact,
)

TIMES: Final = Verb(
    name="times",
    example="times impact 13:40 per graph",
    more=("times",),
    does="corrects one of the incident's times, with a reason; alone it shows them",
    where=Where.ROOM,
    run=_times,
)

LINK: Final = Verb(
    name="link",
    example="link https://grafana.example.com Grafana",
    more=("link",),
    does="keeps a link on the card and among the bookmarks",
    where=Where.ROOM,
    run=_link,
    form=opening.LINK,
)
