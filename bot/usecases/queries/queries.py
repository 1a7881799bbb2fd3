"""What is known, as frozen values: each method reads in one session, with a bounded number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.config import Config
from bot.domain.action_views import ActionView
from bot.domain.cadence import KINDS, TIME_BOX
from bot.domain.effects import JoinWarRoom, OpenWarRoom
from bot.domain.errors import NoSuchIncident
from bot.domain.metrics import metrics
from bot.domain.models import Incident, Person
from bot.domain.roles import COMMS_LEAD, INCIDENT_COMMANDER
from bot.domain.run_figures import Figures, figures
from bot.domain.run_views import RemarkView, RunView
from bot.domain.views import (
    Dossier,
    EntryView,
    HandoverView,
    HypothesisView,
    IncidentOutline,
    IncidentView,
    TimelinePage,
    TimeView,
    UpdateView,
)
from bot.domain.words import no_such_incident
from bot.store import actions, homes, incidents, outbox, people, reading, runs, sights, timers
from bot.store import timeline as entries
from bot.store.database import Database, Session
from bot.usecases.acting import emergency, ledger
from bot.usecases.homes import LOOKING, WATCHERS
from bot.usecases.numbers import number_of
from bot.usecases.offers import LAPSE
from bot.usecases.queries import acting, following, gather, parts
from bot.usecases.queries import rows as as_view
from bot.usecases.queries.values import (
    Asker,
    Catchup,
    Home,
    Listing,
    Picture,
    Placed,
    Room,
    Scene,
    Standing,
)
from bot.usecases.visibility import hidden, may_see, members_of

PAGE = 20
"""Entries on one page of the timeline, and incidents on one page of a list."""

_FOR_NEWCOMERS = (
    "note",
    "hypothesis",
    "message_captured",
    "role_assigned",
    "severity_changed",
    "status_changed",
)
"""Kinds of entries that tell somebody who just arrived what has happened, besides updates and decisions."""

_LADDERS = (*KINDS, LAPSE, TIME_BOX, ledger.LAPSE, emergency.END)
"""Kinds of timers that this version can fire; those of a newer one beside it are left to that."""

HOME = 30
"""Open incidents in a person's App Home at most."""


class Queries:
    """The read models.

    Args:
        database: where everything is kept.
        config: names roles and severities.
        clock: says what is overdue.
    """

    def __init__(self, database: Database, *, config: Config, clock: Clock) -> None:
        """Remember where to read."""
        self._database = database
        self._config = config
        self._clock = clock

    # ------------------------------------------------------------ one incident

    async def incident_for(self, person: str, number: int) -> IncidentView:
        """Return an incident that `person` asked for by its number.

        Raises:
            NoSuchIncident: there is none, or none that the person may know of: both read the same.
        """
        async with self._database.read() as session:
            return await self._alone(session, await self._seen(session, number, person=person))

    async def number_of_channel(self, channel: str) -> int | None:
        """Return the number of the incident whose war room is `channel`, or None."""
        async with self._database.read() as session:
            row = await incidents.of_channel(session, channel)
            return number_of(row) if row is not None else None

    async def asker(self, person: str, *, channel: str) -> Asker:
        """Return who asks and from where: a person, and the war room that the channel is, in one reading."""
        async with self._database.read() as session:
            sight = await sights.of_channel(session, channel, person=person)
            here = number_of(sight.incident) if sight.incident is not None else None
            return Asker(person=sight.person, here=here, sees_here=may_see(sight))

    async def is_opening_rooms(self) -> bool:
        """Tell whether a war room is being opened: people may see it before it is written down."""
        async with self._database.read() as session:
            return await outbox.has_open_of(session, kinds=(OpenWarRoom.kind, JoinWarRoom.kind))

    async def check_visible(self, number: int, *, to: str) -> None:
        """Let pass who may know of an incident.

        Raises:
            NoSuchIncident: there is none, or none that the person `to` may know of: both read the same.
            NotKnownYet: it is public, and Slack has not told yet who `to` is.
        """
        async with self._database.read() as session:
            await self._seen(session, number, person=to)

    async def visible_to(self, person: str, number: int) -> bool:
        """Tell whether a person may know of an incident; a private one is for the members of its channel."""
        async with self._database.read() as session:
            return may_see(await sights.of_number(session, number, person=person))

    # ------------------------------------------------------------ several

    async def listing(
        self,
        person: str,
        *,
        only_open: bool = True,
        severity: str | None = None,
        since: datetime | None = None,
        offset: int = 0,
        size: int = PAGE,
    ) -> Listing:
        """Return incidents that a person may see, newest first."""
        async with self._database.read() as session:
            rows = await incidents.visible(
                session,
                to=person,
                only_open=only_open,
                severity=severity,
                since=since,
                offset=offset,
                size=size + 1,
            )
            shown = await gather.outlines(session, rows[:size], config=self._config)
            return Listing(incidents=shown, offset=offset, has_more=len(rows) > size)

    async def home(self, person: str) -> Home:
        """Return what a person's App Home shows."""
        async with self._database.read() as session:
            rows = await incidents.visible(session, to=person, size=HOME)
            shown = await gather.outlines(session, rows, config=self._config)
            offered = await reading.handovers_to(session, person)
            offers = await parts.handovers(session, offered)
        by_number = {view.number: view for view in shown}
        now = self._clock.now()
        return Home(
            mine=tuple(view for view in shown if _is_mine(view, person)),
            others=tuple(view for view in shown if not _is_mine(view, person)),
            handovers=tuple(
                (by_number[row.incident_id], offer)
                for row, offer in zip(offered, offers, strict=True)
                if row.incident_id in by_number and row.expires_at > now
            ),
            updates_due=tuple(view for view in shown if _writes_updates(view, person) and _is_due(view, now)),
        )

    async def home_watchers(self, *, private: int | None) -> Sequence[str]:
        """Return whose App Home may be looked at now, who opened it last first.

        Args:
            private: only those who may know of this private incident; None for everybody.
        """
        since = self._clock.now() - LOOKING
        async with self._database.read() as session:
            among = (
                None if private is None else await members_of(session, await self._found(session, private))
            )
            return await homes.watchers(session, since=since, size=WATCHERS, among=among)

    # ------------------------------------------------------------ parts of one

    async def timeline_page(
        self, person: str, number: int, *, page: int = 1, size: int = PAGE
    ) -> TimelinePage:
        """Return one page of the timeline, hidden entries included: there they can be shown again.

        Raises:
            NoSuchIncident: there is none, or none that `person` may know of.
        """
        async with self._database.read() as session:
            incident = await self._seen(session, number, person=person)
            count = incident.entry_count
            pages = max(1, -(-count // size))
            page = min(max(1, page), pages)
            rows = await entries.latest(session, number, size=size, before=count + 1 - (page - 1) * size)
            shown = await parts.entries(session, rows)
            return TimelinePage(
                number=number, revision=incident.revision, entries=shown, page=page, pages=pages
            )

    async def entry(self, number: int, entry: int) -> EntryView | None:
        """Return one timeline entry by its number within the incident, or None."""
        async with self._database.read() as session:
            row = await reading.entry(session, number, entry=entry)
            return (await parts.entries(session, [row]))[0] if row is not None else None

    async def update(self, number: int, update: int) -> UpdateView | None:
        """Return one status update by its number within the incident, or None."""
        async with self._database.read() as session:
            row = await incidents.update_numbered(session, number, update=update)
            return (await parts.updates(session, number, [row]))[0] if row is not None else None

    async def handover(self, handover_id: int) -> HandoverView | None:
        """Return one handover, or None."""
        async with self._database.read() as session:
            row = await reading.handover(session, handover_id)
            if row is None:
                return None
            return (await parts.handovers(session, [row]))[0]

    async def hypothesis(self, hypothesis_id: int) -> HypothesisView | None:
        """Return one suspected cause, or None."""
        async with self._database.read() as session:
            row = await reading.hypothesis(session, hypothesis_id)
            return await parts.hypothesis(session, row) if row is not None else None

    async def run(self, number: int, run_id: int) -> RunView | None:
        """Return one run of a runbook of an incident, with what its current step says, or None."""
        async with self._database.read() as session:
            return await following.one(session, run_id, number=number)

    async def waiting_actions(self, number: int) -> tuple[ActionView, ...]:
        """Return the actions of an incident that wait for approval, oldest first."""
        async with self._database.read() as session:
            return await acting.waiting(session, number, now=self._clock.now(), config=self._config)

    async def run_figures(self) -> Figures:
        """Return how often each runbook was offered, followed and of help."""
        async with self._database.read() as session:
            return figures(
                await runs.facts(session),
                offered=await runs.offered(session),
                resolved=await runs.resolved(session),
                outcomes=await actions.outcomes(session),
            )

    async def runbook_remarks(self) -> tuple[RemarkView, ...]:
        """Return what people found wrong in runbooks; of a private incident only that there is something."""
        async with self._database.read() as session:
            return await following.remarks(session)

    async def times(self, number: int) -> tuple[TimeView, ...]:
        """Return every value that every time of an incident has had, oldest first."""
        async with self._database.read() as session:
            return await parts.times(session, number)

    async def catchup(self, person: str, number: int) -> Catchup:
        """Return what somebody who just arrived needs to know.

        Raises:
            NoSuchIncident: there is none, or none that `person` may know of.
        """
        async with self._database.read() as session:
            view = await self._alone(session, await self._seen(session, number, person=person))
            updates = await reading.recent_updates(session, number, size=3)
            decided = await reading.entries_of_kinds(session, number, kinds=("decision",), size=PAGE)
            happened = await reading.entries_of_kinds(session, number, kinds=_FOR_NEWCOMERS, size=10)
            waiting = await incidents.open_handovers(session, number)
            return Catchup(
                incident=view,
                updates=await parts.updates(session, number, updates),
                decisions=await parts.entries(session, decided),
                happened=await parts.entries(session, happened),
                handovers=await parts.handovers(session, waiting),
            )

    async def dossier(self, number: int) -> Dossier:
        """Return everything of one incident, for exports.

        Raises:
            NoSuchIncident: there is none of that number.
        """
        async with self._database.read() as session:
            row = await self._found(session, number)
            view = await self._alone(session, row)
            terms = await incidents.terms(session, number)
            names = await people.names(session, [row.person_id for row in terms])
            return Dossier(
                incident=view,
                updates=await parts.updates(session, number, await incidents.updates(session, number)),
                entries=await parts.whole_timeline(session, number),
                terms=tuple(as_view.term(row, names=names) for row in terms),
                times=await parts.times(session, number),
                metrics=metrics(view.times),
                handovers=await parts.handovers(session, await reading.handovers(session, number)),
                runs=await following.records(session, number),
                offers=as_view.offers(row.offers, past=True),
            )

    # ------------------------------------------------------------ people and messages

    async def person(self, slack_id: str) -> Person | None:
        """Return what Slack told us of a person, or None."""
        async with self._database.read() as session:
            return await people.get(session, slack_id)

    async def people(self, ids: Sequence[str]) -> tuple[Person, ...]:
        """Return what Slack told us of some people, of those that are known."""
        async with self._database.read() as session:
            return tuple(await reading.people(session, ids))

    async def people_called(self, name: str) -> tuple[Person, ...]:
        """Return the people of that name, as far as Slack told us of them; case does not matter."""
        async with self._database.read() as session:
            return tuple(await reading.people_called(session, name))

    async def room_members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel, as far as we were told."""
        async with self._database.read() as session:
            return frozenset(await reading.members(session, channel))

    async def message(self, number: int, *, what: str, subject: str = "") -> Standing | None:
        """Return where a message of the bot stands or will stand, or None when it was never asked for."""
        async with self._database.read() as session:
            row = await incidents.message(session, number, what=what, subject=subject)
            return parts.standing(row) if row is not None else None

    async def message_at(self, channel: str, ts: str) -> Standing | None:
        """Return which message of the bot stands there, or None when it is none of the bot's."""
        async with self._database.read() as session:
            row = await reading.message_at(session, channel=channel, ts=ts)
            return parts.standing(row) if row is not None else None

    async def is_captured(self, *, channel: str, ts: str) -> bool:
        """Tell whether a message that a person wrote is on a timeline."""
        async with self._database.read() as session:
            return bool(await reading.captured_in(session, channel=channel, ts=ts))

    async def message_of_effect(self, effect_id: int) -> Standing | None:
        """Return where the message that this effect posts stands, or None."""
        async with self._database.read() as session:
            row = await reading.message_of_effect(session, effect_id)
            return parts.standing(row) if row is not None else None

    async def picture(
        self, view: IncidentView, *, what: str, subject: str = "", facts: Mapping[str, Any] | None = None
    ) -> Picture:
        """Return what the message (`what`, `subject`) is drawn from, for an incident as it was just read."""
        facts = facts or {}
        if not parts.is_about_more(view, what=what, subject=subject):
            update = parts.in_view(view, what=what, subject=subject)
            return Picture(incident=view, facts=facts, update=update)
        async with self._database.read() as session:
            return await parts.picture(
                session, view, what=what, subject=subject, facts=facts, config=self._config
            )

    async def scene(self, number: int, *, messages: Collection[tuple[str, str]] = ()) -> Scene:
        """Return an incident, and where some of its messages stand by (what, subject).

        Raises:
            NoSuchIncident: there is none of that number.
        """
        async with self._database.read() as session:
            view = await self._alone(session, await self._found(session, number))
            found = await reading.messages_with_facts(session, number, messages) if messages else []
            placed = {(row.what, row.subject): Placed(parts.standing(row), facts) for row, facts in found}
            return Scene(incident=view, messages=placed)

    async def room(self, number: int) -> Room:
        """Return an incident's war room.

        Raises:
            NoSuchIncident: there is none of that number.
        """
        async with self._database.read() as session:
            row = await self._found(session, number)
            return Room(number=number, title=row.title, private=row.private, channel_id=row.channel_id)

    # ------------------------------------------------------------ what is due

    async def next_effect_due(self, *, after: datetime) -> datetime | None:
        """Return when the next effect that waits for time alone may start, or None when nothing waits."""
        async with self._database.read() as session:
            return await outbox.next_due(session, now=after)

    async def timers_due(self, now: datetime, *, size: int) -> tuple[list[int], datetime | None]:
        """Return the ids of timers that are due, earliest first, and when the earliest of all is due."""
        async with self._database.read() as session:
            upcoming = await timers.upcoming(session, size=size, kinds=_LADDERS)
        return [timer for timer, at in upcoming if at <= now], upcoming[0][1] if upcoming else None

    # ------------------------------------------------------------ inside one session

    async def _found(self, session: Session, number: int) -> Incident:
        row = await incidents.get(session, number)
        if row is None:
            raise self._no_such(number)
        return row

    async def _seen(self, session: Session, number: int, *, person: str) -> Incident:
        sight = await sights.of_number(session, number, person=person)
        if sight.incident is None or not may_see(sight):
            raise hidden(sight, number=number, command=self._config.command)
        return sight.incident

    def _no_such(self, number: int) -> NoSuchIncident:
        return NoSuchIncident(no_such_incident(number, command=self._config.command))

    async def _alone(self, session: Session, row: Incident) -> IncidentView:
        return await gather.incident(session, row, config=self._config)


def _is_mine(view: IncidentOutline, person: str) -> bool:
    holders = {role.holder.slack_id for role in view.roles if role.holder is not None}
    return person in holders or view.declared_by.slack_id == person


def _writes_updates(view: IncidentOutline, person: str) -> bool:
    writer = view.holder(COMMS_LEAD) or view.holder(INCIDENT_COMMANDER)
    return writer is not None and writer.slack_id == person


def _is_due(view: IncidentOutline, now: datetime) -> bool:
    return view.next_update_due_at is not None and view.next_update_due_at <= now
