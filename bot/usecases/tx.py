"""What a use-case works with: one transaction, one moment, and the few ways to change things in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.config import Config
from bot.domain import effects, times, words
from bot.domain.errors import NoSuchIncident
from bot.domain.models import Incident, IncidentTime, Message, TimelineEntry
from bot.store import incidents, people, sights
from bot.store.database import Session
from bot.store.outgoing import Outgoing
from bot.store.sights import Sight
from runbooks.catalogue import EMPTY, Catalogue

ASKING = (
    "update_soon",
    "reminder",
    "reminder_overdue",
    "no_commander",
    "severity_unset",
    "still_active",
    "confirm_resolved",
    "offer_handover",
    "close_question",
)
"""Messages by which the bot asks people for something, and which are drawn again once they are answered."""

_STANDING = ("card", "announcement")
"""Messages that nearly every change draws again. Without a war room there is a second card, elsewhere."""


@dataclass(kw_only=True)
class Tx:
    """One transaction.

    Args:
        session: the open database session.
        now: the moment at which everything in it happens.
        config: the organisation's rules.
        catalogue: the runbooks that can be followed.
    """

    session: Session
    now: datetime
    config: Config
    catalogue: Catalogue = EMPTY
    emitted: int = field(default=0, init=False)
    outgoing: Outgoing = field(init=False)
    _locked: dict[int, Incident] = field(default_factory=dict, init=False)
    _new: set[int] = field(default_factory=set, init=False)
    _messages: dict[tuple[int, str, str], Message | None] = field(default_factory=dict, init=False)
    _followed: dict[int, list[Message]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Begin with nothing asked for."""
        self.outgoing = Outgoing(self.session, now=self.now)

    async def lock(self, number: int) -> Incident:
        """Return the incident, which nobody else can change until this transaction ends.

        Raises:
            NoSuchIncident: there is none of that number.
        """
        if number in self._locked:
            return self._locked[number]
        incident = await incidents.lock(self.session, number)
        if incident is None:
            raise self._no_such(number)
        self._locked[number] = incident
        return incident

    async def lock_for(self, number: int, *, person: str) -> Sight:
        """Return the same with what decides whether a person (a Slack id) may know of it and change it.

        Raises:
            NoSuchIncident: there is none of that number.
        """
        sight = await sights.lock(self.session, number, person=person)
        if sight.incident is None:
            raise self._no_such(number)
        self._locked[number] = sight.incident
        return sight

    def locked(self, number: int) -> Incident | None:
        """Return the incident if this transaction holds its lock already."""
        return self._locked.get(number)

    def _no_such(self, number: int) -> NoSuchIncident:
        return NoSuchIncident(words.no_such_incident(number, command=self.config.command))

    async def create(self, incident: Incident) -> int:
        """Write a new incident and return the number that the database gives it."""
        self.session.add(incident)
        await self.session.flush()
        number = _number(incident)
        self._new.add(number)
        self._locked[number] = incident
        return number

    @property
    def new(self) -> Collection[int]:
        """The numbers of the incidents that were written in this transaction."""
        return self._new

    def is_new(self, incident: Incident) -> bool:
        """Tell whether the incident was written in this transaction: nothing of it is in the database yet."""
        return incident.id in self._new

    async def name(self, person: str) -> str:
        """Return a person's name as written in files: `@ana`."""
        (name,) = await self.names([person])
        return name

    async def names(self, ids: Sequence[str]) -> list[str]:
        """Return people's names as written in files, in the order given."""
        known = await people.names(self.session, ids)
        return [f"@{known.get(person) or person}" for person in ids]

    async def emit(
        self, effect: effects.Effect, *, waits_for: int | None = None, after: timedelta = timedelta()
    ) -> int | None:
        """Put an effect into the outbox; return its id, or None for one that refreshes a target.

        Args:
            waits_for: the id of the effect that must be done first.
            after: how long it waits; one of the same target that waits already is not put off.
        """
        self.emitted += 1
        if (target := effect.target()) is None:
            return await self.outgoing.add(effect, waits_for=waits_for, after=after)
        await self.outgoing.want(effect, target=target, waits_for=waits_for, after=after)
        return None

    async def record(
        self,
        incident: Incident,
        *,
        kind: str,
        text: str,
        actor: str | None = None,
        occurred_at: datetime | None = None,
        data: dict[str, Any] | None = None,
        source: str | None = None,
        source_message: tuple[str, str] | None = None,
    ) -> TimelineEntry:
        """Write a timeline entry and return it.

        Args:
            actor: the Slack id of who did it; None for the bot itself.
            occurred_at: when it happened, if not now.
            source: a permalink; source_message: (channel, ts) of a captured message.
        """
        incident.entry_count += 1
        entry = TimelineEntry(
            incident_id=_number(incident),
            number=incident.entry_count,
            occurred_at=occurred_at or self.now,
            recorded_at=self.now,
            kind=kind,
            actor=actor,
            text=text,
            data=data or {},
            source=source,
            source_channel=source_message[0] if source_message else None,
            source_ts=source_message[1] if source_message else None,
        )
        self.session.add(entry)
        self.session.add(incident)
        return entry

    async def set_time(self, incident: Incident, *, name: str, value: datetime | None) -> None:
        """Give one of the incident's times its automatic value; a known acknowledgement is kept."""
        if name not in times.NAMES:
            raise ValueError(f"{name} is not a time of an incident.")
        self.session.add(
            IncidentTime(
                incident_id=_number(incident), name=name, value=value, automatic=True, recorded_at=self.now
            )
        )

    async def post(
        self,
        incident: Incident,
        *,
        what: str,
        place: str,
        subject: str = "",
        facts: dict[str, Any] | None = None,
        broadcast: bool = False,
        is_first: bool = False,
    ) -> int | None:
        """Ask for a new message and return the id of the effect that posts it.

        The same (`what`, `subject`) is posted once; of a private incident nothing goes to the announcements.

        Args:
            is_first: nobody can have asked for it before, because what it is about is new.
        """
        announced = place == effects.ANNOUNCEMENTS or place == effects.thread_of("announcement")
        if announced and incident.private:
            return None
        number = _number(incident)
        if not is_first and await self.message(number, what=what, subject=subject) is not None:
            return None
        effect = effects.PostMessage(
            incident_id=number, what=what, subject=subject, place=place, broadcast=broadcast, facts=facts
        )
        effect_id = await self.emit(effect, waits_for=await self._place_is_made_by(incident, place))
        message = Message(incident_id=number, what=what, subject=subject, place=place, effect_id=effect_id)
        self._messages[number, what, subject] = message
        if what in (*ASKING, *_STANDING) and number in self._followed:
            self._followed[number].append(message)
        self.session.add(message)
        return effect_id

    async def look_up_messages(self, number: int, *, what: str, subjects: Sequence[str]) -> None:
        """Read at once which messages of one kind there are, before many of them are asked for."""
        found = await incidents.messages(self.session, number, what=(what,))
        known = {message.subject: message for message in found}
        for subject in subjects:
            self._messages.setdefault((number, what, subject), known.get(subject))

    async def message(self, number: int, *, what: str, subject: str = "") -> Message | None:
        """Return where the message (`what`, `subject`) stands or will stand, None if nobody asked."""
        key = (number, what, subject)
        if what in _STANDING:
            standing = await self._drawn_again(number)
            return next((one for one in standing if (one.what, one.subject) == (what, subject)), None)
        if key not in self._messages:
            found = None
            if number not in self._new:
                found = await incidents.message(self.session, number, what=what, subject=subject)
            self._messages[key] = found
        return self._messages[key]

    async def refresh(self, incident: Incident, *, what: str, subject: str = "") -> None:
        """Ask for a message to be drawn again, if it was ever asked for."""
        message = await self.message(_number(incident), what=what, subject=subject)
        if message is not None:
            await self._draw_again(message)

    async def refresh_card(self, incident: Incident, *, announcement: bool = False) -> None:
        """Ask for the live card to be drawn again, wherever it stands: without a war room, elsewhere.

        That of a private incident ends there once it has its room.

        Args:
            announcement: whether that has changed as well.
        """
        what = _STANDING if announcement else ("card",)
        for message in await self._drawn_again(_number(incident)):
            ended = incident.private and incident.channel_id and message.subject == effects.WITHOUT_ROOM
            if message.what in what and not ended:
                await self._draw_again(message)

    async def refresh_latest(self, incident: Incident, *, what: str) -> None:
        """Ask for the latest message of this kind to be drawn again, if there is one."""
        for message in (await incidents.messages(self.session, _number(incident), what=(what,)))[-1:]:
            await self._draw_again(message)

    async def refresh_asked(
        self, incident: Incident, *, what: Sequence[str], subject: str | None = None
    ) -> None:
        """Ask for what the bot has asked people to be drawn again, for it may have been answered.

        Every change may answer something and most answer nothing, so all of it is read at once.

        Args:
            what: of `ASKING`.
            subject: what the latest of each kind must be about; None for whatever it is about.
        """
        latest = {message.what: message for message in await self._drawn_again(_number(incident))}
        for kind in what:
            message = latest.get(kind)
            if message is not None and subject in (None, message.subject):
                await self._draw_again(message)

    async def _drawn_again(self, number: int) -> list[Message]:
        """Return what changes draw again, oldest first: of what asks, the latest of each kind."""
        if number not in self._followed:
            found: Sequence[Message] = ()
            if number not in self._new:
                found = await incidents.latest_messages(self.session, number, what=ASKING, and_all=_STANDING)
            self._followed[number] = list(found)
        return self._followed[number]

    async def _draw_again(self, message: Message) -> None:
        effect = effects.RefreshMessage(
            incident_id=message.incident_id, what=message.what, subject=message.subject
        )
        await self.emit(effect, waits_for=message.effect_id if message.ts is None else None)

    def room_is_made_by(self, incident: Incident) -> int | None:
        """Return the effect that opens the war room, while there is none yet."""
        return incident.opening_effect_id if incident.channel_id is None else None

    async def _place_is_made_by(self, incident: Incident, place: str) -> int | None:
        if place == effects.ROOM:
            return self.room_is_made_by(incident)
        if (thread := effects.read_thread(place)) is not None:
            what, subject = thread
            parent = await self.message(_number(incident), what=what, subject=subject)
            if parent is not None and parent.ts is None:
                return parent.effect_id
        return None


def _number(incident: Incident) -> int:
    if incident.id is None:
        raise ValueError("The incident has no number yet: flush it first.")
    return incident.id
