"""The parts of the JSON document: people, roles, updates, timeline entries and what else is told."""

from typing import Literal

from pydantic import Field

from bot.domain.run_views import OfferView, RemarkRecord, RunRecord, VoteView
from bot.domain.views import (
    CallView,
    EntryView,
    HandoverView,
    HypothesisView,
    LinkView,
    PersonView,
    RevisionView,
    TermView,
    TimeView,
    UpdateView,
)
from bot.exports.shapes import Facts, Moment, Number, Shape, Word

Status = Literal[
    "triage", "investigating", "identified", "monitoring", "resolved", "closed", "cancelled", "merged"
]
TimeName = Literal[
    "impact_started_at",
    "detected_at",
    "declared_at",
    "acknowledged_at",
    "contained_at",
    "mitigated_at",
    "resolved_at",
    "closed_at",
]


class Person(Shape):
    """A person of the Slack workspace."""

    slack_id: Word = Field(description="The person's id in Slack.")
    name: str = Field(description="The name that Slack showed when the incident was exported.")

    def view(self) -> PersonView:
        """Return the person."""
        return PersonView(slack_id=self.slack_id, name=self.name)


class Channel(Shape):
    """The war room: the incident's channel in Slack."""

    id: Word | None = Field(description="Its id; null while there is none.")
    name: Word | None = Field(description="Its name without the `#`; null while there is none.")
    is_ours: bool = Field(True, description="False when an existing channel was made the war room.")


class Times(Shape):
    """The current value of each time; null where it is not known."""

    impact_started_at: Moment | None = Field(description="When customers began to be hurt.")
    detected_at: Moment | None = Field(description="When somebody or something noticed.")
    declared_at: Moment | None = Field(description="When the incident was declared.")
    acknowledged_at: Moment | None = Field(description="When somebody other than the declarer first acted.")
    contained_at: Moment | None = Field(description="When it first stopped getting worse.")
    mitigated_at: Moment | None = Field(description="When customers were no longer hurt.")
    resolved_at: Moment | None = Field(description="When the service was confirmed restored.")
    closed_at: Moment | None = Field(description="When the follow-up was handed over.")


class TimeValue(Shape):
    """One value that a time has had."""

    name: TimeName = Field(description="Which time.")
    value: Moment | None = Field(description="What it was set to; null when it was cleared.")
    automatic: bool = Field(description="True when Muster set it, false when a person corrected it.")
    set_by: Person | None = Field(description="Who corrected it; null when nobody did.")
    reason: str = Field(description="Why it was corrected.")
    recorded_at: Moment = Field(description="When this value was recorded.")

    def view(self) -> TimeView:
        """Return the value."""
        return TimeView(
            name=self.name,
            value=self.value,
            automatic=self.automatic,
            set_by=_view(self.set_by),
            reason=self.reason,
            recorded_at=self.recorded_at,
        )


class Term(Shape):
    """One person's term in a role."""

    role: Word = Field(description="The role's name in the configuration, such as `incident_commander`.")
    slack_id: Word = Field(description="Who held it.")
    name: str = Field(description="Their name.")
    started_at: Moment = Field(alias="from", description="Since when.")
    ended_at: Moment | None = Field(alias="to", description="Until when; null while they hold it.")

    def view(self) -> TermView:
        """Return the term."""
        person = PersonView(slack_id=self.slack_id, name=self.name)
        return TermView(role=self.role, person=person, started_at=self.started_at, ended_at=self.ended_at)


class Handover(Shape):
    """A role that was offered to somebody."""

    role: Word = Field(description="The role's name in the configuration.")
    from_person: Person | None = Field(alias="from", description="Who held it; null when nobody did.")
    to_person: Person = Field(alias="to", description="To whom it was offered.")
    asked_by: Person = Field(description="Who offered it.")
    asked_at: Moment = Field(description="When it was offered.")
    expires_at: Moment = Field(description="Until when it could be accepted.")
    state: Literal["open", "accepted", "declined", "lapsed", "overtaken"] = Field(
        description="What became of it."
    )

    def view(self, place: int) -> HandoverView:
        """Return the handover; `place` in the file is its id."""
        return HandoverView(
            id=place,
            role=self.role,
            from_person=_view(self.from_person),
            to_person=self.to_person.view(),
            asked_by=self.asked_by.view(),
            asked_at=self.asked_at,
            expires_at=self.expires_at,
            state=self.state,
        )


class Call(Shape):
    """One person who was called."""

    person: Person = Field(description="Who was called.")
    reason: str = Field(description="Why: `declared`, `raised`, `no_commander` or `backup`.")
    called_for: str = Field(description="The user group or person in the configuration behind it.")
    called_at: Moment = Field(description="When.")
    acknowledged_at: Moment | None = Field(description="When they first showed up; null while they have not.")

    def view(self) -> CallView:
        """Return the call."""
        return CallView(
            person=self.person.view(),
            reason=self.reason,
            called_for=self.called_for,
            called_at=self.called_at,
            acknowledged_at=self.acknowledged_at,
        )


class Update(Shape):
    """One status update."""

    number: Number | None = Field(None, description="Counts from 1; when left out, its place in the list.")
    at: Moment = Field(description="When it was given.")
    by: Person = Field(description="Who gave it.")
    status: Status = Field(description="The status at that moment.")
    severity: Word | None = Field(description="The severity at that moment; null while nobody had said one.")
    text: str = Field(description="What is being done.")
    impact: str = Field("", description="What customers see.")
    needs: str = Field("", description="What is needed.")
    no_change: bool = Field(False, description="True when it said that nothing had changed.")
    next_due_at: Moment | None = Field(description="When the next one was due; null for never.")
    corrected_at: Moment | None = Field(None, description="When it was last corrected; null when never.")
    redacted: bool = Field(False, description="True when its words were removed.")
    entry_number: Number | None = Field(None, description="The number of its timeline entry.")

    def view(self, place: int) -> UpdateView:
        """Return the update; `place` in the file is its number where it has none."""
        return UpdateView(
            number=self.number or place,
            at=self.at,
            by=self.by.view(),
            status=self.status,
            severity=self.severity,
            impact=self.impact,
            text=self.text,
            needs=self.needs,
            no_change=self.no_change,
            next_due_at=self.next_due_at,
            corrected_at=self.corrected_at,
            redacted=self.redacted,
            entry_number=self.entry_number,
        )


class Revision(Shape):
    """One later change of a timeline entry."""

    number: Number = Field(description="Counts from 1 within the entry.")
    kind: Word = Field(description="`corrected`, `edited`, `hidden`, `shown` or `redacted`.")
    at: Moment = Field(description="When.")
    by: Person | None = Field(description="Who; null for Muster itself.")
    reason: str = Field(description="Why.")
    old_text: str = Field(description="The text before; empty when the entry was redacted.")
    new_text: str = Field(description="The text after; empty when the entry was redacted.")

    def view(self) -> RevisionView:
        """Return the revision."""
        return RevisionView(
            number=self.number,
            kind=self.kind,
            at=self.at,
            by=_view(self.by),
            reason=self.reason,
            old_text=self.old_text,
            new_text=self.new_text,
        )


class Entry(Shape):
    """One thing that happened, in its present form."""

    number: Number = Field(description="Its number within the incident.")
    occurred_at: Moment = Field(description="When it happened.")
    recorded_at: Moment = Field(description="When it was written down.")
    kind: Word = Field(description="What kind of thing, such as `note` or `status_changed`; more may come.")
    actor: Person | None = Field(description="Who did it; null for Muster itself.")
    text: str = Field(description="What happened; empty when it was redacted.")
    source: str | None = Field(description="A link to the Slack message it came from.")
    source_channel: str | None = Field(None, description="The channel of that message.")
    source_ts: str | None = Field(None, description="Slack's timestamp of that message.")
    hidden: bool = Field(False, description="True when it is hidden from the timeline.")
    redacted: bool = Field(False, description="True when its text was removed for good.")
    data: Facts = Field(
        default_factory=dict,
        description="Further facts by kind; `hypothesis`, `handover` and `link` are places in those lists.",
    )
    revisions: list[Revision] = Field(description="Every later change, oldest first.")

    def view(self) -> EntryView:
        """Return the entry."""
        return EntryView(
            number=self.number,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            kind=self.kind,
            actor=_view(self.actor),
            text=self.text,
            source=self.source,
            hidden=self.hidden,
            redacted=self.redacted,
            data=self.data,
            source_channel=self.source_channel,
            source_ts=self.source_ts,
            revisions=tuple(one.view() for one in self.revisions),
        )


class Hypothesis(Shape):
    """A suspected cause."""

    text: str = Field(description="The suspicion.")
    state: Literal["open", "confirmed", "ruled_out"] = Field(description="What became of it.")
    by: Person | None = Field(description="Who suspected it.")
    at: Moment | None = Field(description="When.")
    entry_number: Number | None = Field(None, description="The number of its timeline entry.")

    def view(self, place: int) -> HypothesisView:
        """Return the hypothesis; `place` in the file is its id."""
        return HypothesisView(
            id=place,
            text=self.text,
            state=self.state,
            by=_view(self.by),
            at=self.at,
            entry_number=self.entry_number,
        )


class Link(Shape):
    """A link kept with the incident."""

    url: Word = Field(description="Its address.")
    title: str = Field(description="Its title.")
    by: Person | None = Field(None, description="Who added it.")
    at: Moment | None = Field(None, description="When.")

    def view(self, place: int) -> LinkView:
        """Return the link; `place` in the file is its id."""
        return LinkView(id=place, url=self.url, title=self.title, by=_view(self.by), at=self.at)


def _view(person: Person | None) -> PersonView | None:
    return None if person is None else person.view()


class Vote(Shape):
    """One person's answer to "did it help?"."""

    person: Person = Field(description="Who answered.")
    helped: Literal["yes", "partly", "no"] = Field(description="What they answered.")
    at: Moment = Field(description="When.")


class Remark(Shape):
    """What somebody found wrong in a runbook that was followed."""

    by: Person = Field(description="Who said it.")
    at: Moment = Field(description="When.")
    owner: str = Field("", description="Who looks after the runbook, as it names them.")
    text: Word = Field(description="What was wrong.")

    def view(self) -> RemarkRecord:
        """Return the remark."""
        return RemarkRecord(by=self.by.view(), at=self.at, owner=self.owner, text=self.text)


class Offer(Shape):
    """A runbook that the incident was offered."""

    runbook: Word = Field(description="Its id.")
    title: Word = Field(description="Its title.")
    reasons: list[str] = Field(default_factory=list, description="Why it was offered.")
    is_stale: bool = Field(False, description="True when its review was overdue.")
    is_past: bool = Field(False, description="True when it was offered before the incident changed.")

    def view(self) -> OfferView:
        """Return the offer."""
        return OfferView(
            runbook=self.runbook,
            title=self.title,
            reasons=tuple(self.reasons),
            is_stale=self.is_stale,
            is_past=self.is_past,
        )


class Run(Shape):
    """A runbook that was followed."""

    runbook: Word = Field(description="Its id.")
    title: Word = Field(description="Its title.")
    revision: Word = Field(description="A hash of the text that was followed.")
    version: Number = Field(description="How often the run has changed, from 1.")
    current: Number | None = Field(description="The step to do next; null once it has ended.")
    started_by: Person = Field(description="Who started it.")
    started_at: Moment = Field(description="When it was started.")
    ended_at: Moment | None = Field(description="When it ended; null while it is followed.")
    ending: Literal["finished", "stopped"] | None = Field(description="How it ended.")
    state: Facts = Field(description="Values, steps with who brought each where it is and when, and ending.")
    votes: list[Vote] = Field(default_factory=list, description="Who said whether it helped.")
    remarks: list[Remark] = Field(default_factory=list, description="What people found wrong in the runbook.")
    document: str = Field(description="The text that was followed, in Markdown.")

    def view(self, place: int) -> RunRecord:
        """Return the run; `place` in the file is its id."""
        return RunRecord(
            id=place,
            runbook=self.runbook,
            title=self.title,
            revision=self.revision,
            version=self.version,
            current=self.current,
            started_by=self.started_by.view(),
            started_at=self.started_at,
            ended_at=self.ended_at,
            ending=self.ending,
            state=self.state,
            document=self.document,
            votes=tuple(
                VoteView(person=one.person.view(), helped=one.helped, at=one.at) for one in self.votes
            ),
            remarks=tuple(one.view() for one in self.remarks),
        )
