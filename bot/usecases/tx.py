"""What a use-case works with: one transaction, one moment, and the few ways to change things in it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.config import Config
from bot.domain import effects, times, words
from bot.domain.errors import NoSuchIncident
from bot.domain.models import Incident, IncidentTime, Message, TimelineEntry
from bot.store import incidents, outbox, people
from bot.store.database import Session


@dataclass(kw_only=True)
class Tx:
    """One transaction.

    Args:
        session: the open database session.
        now: the moment at which everything in it happens.
        config: the organisation's rules.
    """

    session: Session
    now: datetime
    config: Config
    emitted: int = field(default=0, init=False)
    _locked: dict[int, Incident] = field(default_factory=dict, init=False)

    async def lock(self, number: int) -> Incident:
        """Return the incident, which nobody else can change until this transaction ends.

        Raises:
            NoSuchIncident: there is none of that number.
        """
        if number in self._locked:
            return self._locked[number]
        incident = await incidents.lock(self.session, number)
        if incident is None:
            raise NoSuchIncident(words.no_such_incident(number, command=self.config.command))
        self._locked[number] = incident
        return incident

    async def name(self, person: str) -> str:
        """Return a person's name as written in files: `@ana`."""
        known = await people.names(self.session, [person])
        return f"@{known.get(person) or person}"

    async def emit(
        self, effect: effects.Effect, *, waits_for: int | None = None, after: timedelta = timedelta()
    ) -> int:
        """Write an effect into the outbox and return its id.

        Args:
            waits_for: the id of the effect that must be done first.
            after: how long it waits; one of the same target that waits already is not put off.
        """
        self.emitted += 1
        return await outbox.add(self.session, effect, now=self.now, waits_for=waits_for, after=after)

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
    ) -> int | None:
        """Ask for a new message and return the id of the effect that posts it.

        The same (`what`, `subject`) is posted once; of a private incident nothing goes to the announcements.
        """
        announced = place == effects.ANNOUNCEMENTS or place == effects.thread_of("announcement")
        if announced and incident.private:
            return None
        number = _number(incident)
        if await incidents.message(self.session, number, what=what, subject=subject) is not None:
            return None
        effect = effects.PostMessage(
            incident_id=number, what=what, subject=subject, place=place, broadcast=broadcast, facts=facts
        )
        effect_id = await self.emit(effect, waits_for=await self._place_is_made_by(incident, place))
        self.session.add(
            Message(incident_id=number, what=what, subject=subject, place=place, effect_id=effect_id)
        )
        return effect_id

    async def refresh(self, incident: Incident, *, what: str, subject: str = "") -> None:
        """Ask for a message to be drawn again, if it was ever asked for."""
        message = await incidents.message(self.session, _number(incident), what=what, subject=subject)
        if message is None:
            return
        effect = effects.RefreshMessage(incident_id=_number(incident), what=what, subject=subject)
        await self.emit(effect, waits_for=message.effect_id if message.ts is None else None)

    async def refresh_card(self, incident: Incident) -> None:
        """Ask for the live card to be drawn again, wherever it stands: without a war room, elsewhere."""
        number = _number(incident)
        for message in await incidents.messages(self.session, number, what="card"):
            effect = effects.RefreshMessage(incident_id=number, what=message.what, subject=message.subject)
            await self.emit(effect, waits_for=message.effect_id if message.ts is None else None)

    def room_is_made_by(self, incident: Incident) -> int | None:
        """Return the effect that opens the war room, while there is none yet."""
        return incident.opening_effect_id if incident.channel_id is None else None

    async def _place_is_made_by(self, incident: Incident, place: str) -> int | None:
        if place == effects.ROOM:
            return self.room_is_made_by(incident)
        if place.startswith("thread:"):
            what, _, subject = place.removeprefix("thread:").partition("/")
            parent = await incidents.message(self.session, _number(incident), what=what, subject=subject)
            if parent is not None and parent.ts is None:
                return parent.effect_id
        return None


def _number(incident: Incident) -> int:
    if incident.id is None:
        raise ValueError("The incident has no number yet: flush it first.")
    return incident.id
