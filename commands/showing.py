"""The verbs that show something privately, and what the buttons of the same name show."""

from typing import Final

from bot.blocks import info as shown
from bot.blocks import lists
from bot.blocks.context import DrawContext
from bot.blocks.panel import panel
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.ids import parse_incident_id
from bot.domain.views import IncidentView
from commands.answer import Answer
from commands.deps import Deps
from commands.listing import incident_list
from commands.verbs import Ask, Verb, Where


async def show_info(deps: Deps, *, person: str, number: int) -> Answer:
    """Return what the card says, for somebody who asked from anywhere."""
    view, context = await _drawn_from(deps, person=person, number=number)
    return shown.info(view, context=context)


async def show_panel(deps: Deps, *, person: str, number: int) -> Answer:
    """Return a button for everything that can be done now."""
    view, context = await _drawn_from(deps, person=person, number=number)
    return panel(view, context=context)


async def show_timeline(deps: Deps, *, person: str, number: int, page: int = 1) -> Answer:
    """Return a page of the timeline."""
    return lists.timeline(await deps.queries.timeline_page(person, number, page=page), now=deps.clock.now())


async def show_times(deps: Deps, *, person: str, number: int) -> Answer:
    """Return the incident's times with their corrections."""
    view = await deps.queries.incident_for(person, number)
    values = await deps.queries.times(number)
    return lists.times(view, values, now=deps.clock.now(), command=deps.config.command)


async def show_catchup(deps: Deps, *, person: str, number: int) -> Answer:
    """Return the brief for who just arrived."""
    found = await deps.queries.catchup(person, number)
    view, context = await _in_context(deps, found.incident)
    return shown.catchup(
        view,
        updates=found.updates,
        decisions=found.decisions,
        happened=found.happened,
        handovers=found.handovers,
        context=context,
    )


async def _drawn_from(deps: Deps, *, person: str, number: int) -> tuple[IncidentView, DrawContext]:
    """Return an incident that the person may see, and what its card is drawn with.

    Raises:
        NoSuchIncident: there is none, or none that the person may know of.
    """
    return await _in_context(deps, await deps.queries.incident_for(person, number))


async def _in_context(deps: Deps, view: IncidentView) -> tuple[IncidentView, DrawContext]:
    picture = await deps.queries.picture(view, what="card")
    config = deps.config
    context = DrawContext(
        now=deps.clock.now(),
        command=config.command,
        bot=deps.bot,
        severities=tuple(config.severities.values()),
        other=picture.other,
    )
    return picture.incident, context


async def _info(ask: Ask) -> Answer:
    """Answer `info` and `info INC-42`; behind `info`, a bare number is an id."""
    number = parse_incident_id(ask.words) if ask.words else ask.number
    if number is None:
        raise NotUnderstood(words.which_incident("info", command=ask.command))
    return await show_info(ask.deps, person=ask.by, number=number)


async def _list(ask: Ask) -> Answer:
    return await incident_list(ask.deps, by=ask.by, person=ask.person, typed=ask.words)


async def _timeline(ask: Ask) -> Answer:
    page = int(ask.words) if ask.words.isdecimal() and len(ask.words) < 6 else 1
    return await show_timeline(ask.deps, person=ask.by, number=ask.incident, page=page)


async def _catchup(ask: Ask) -> Answer:
    return await show_catchup(ask.deps, person=ask.by, number=ask.incident)


async def _panel(ask: Ask) -> Answer:
    return await show_panel(ask.deps, person=ask.by, number=ask.incident)


LIST: Final = Verb(
    name="list",
    aliases=("ls",),
    example="list",
    more=("list all", "list sev1", "list 7d"),
    does="shows the open incidents; `all`, a severity or a span (`7d`) change what is shown",
    where=Where.ANYWHERE,
    run=_list,
    outsiders=False,
)

INFO: Final = Verb(
    name="info",
    aliases=("show",),
    example="info INC-42",
    more=("info",),
    does="shows what an incident's card says, and where its war room is",
    where=Where.EITHER,
    run=_info,
)

TIMELINE: Final = Verb(
    name="timeline",
    example="timeline",
    more=("timeline 2",),
    does="shows the last 20 entries, privately; each can be corrected, hidden or redacted",
    where=Where.ROOM,
    run=_timeline,
)

CATCHUP: Final = Verb(
    name="catchup",
    aliases=("recap", "brief"),
    example="catchup",
    does="a private brief for who just arrived",
    where=Where.ROOM,
    run=_catchup,
)

PANEL: Final = Verb(
    name="panel",
    example="",
    does="shows a button for everything that can be done",
    where=Where.ROOM,
    run=_panel,
)
