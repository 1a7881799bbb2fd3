"""The schema `muster.incident/1`: the whole document, and the JSON Schema (draft 2020-12) published for it.

`python -m bot.exports` prints the JSON Schema; the file beside this module is its output.
"""

from importlib.resources import files
from typing import Any, Literal

from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema

from bot.exports.parts import (
    Call,
    Channel,
    Entry,
    Handover,
    Hypothesis,
    Link,
    Offer,
    Person,
    Run,
    Status,
    Term,
    Times,
    TimeValue,
    Update,
)
from bot.exports.shapes import Count, Moment, Number, Seconds, Shape, Word

SCHEMA_FILE = "muster.incident-1.schema.json"


class IncidentDocument(Shape):
    """One incident with everything that happened in it, as Muster exports and imports it."""

    schema_name: Literal["muster.incident/1"] = Field(alias="schema", description="The name of this format.")
    id: str = Field(pattern=r"^INC-[0-9]{1,9}$", description="The name people use; `INC-` and the number.")
    number: Number = Field(description="The incident's number.")
    title: Word = Field(description="What is broken, in a line.")
    summary: str = Field(description="What it was about, in prose.")
    severity: Word | None = Field(description="The severity's name; null while nobody has said one.")
    severity_in_force: Word | None = Field(
        None,
        description="The severity whose rules applied: the same, or the one assumed while nobody said one.",
    )
    highest_severity: Word | None = Field(description="The worst severity that it was said to have.")
    status: Status = Field(description="Where it stands.")
    status_since: Moment | None = Field(None, description="Since when; when left out, since it was declared.")
    private: bool = Field(description="True when only the members of its channel may know of it.")
    drill: bool = Field(description="True for an exercise.")
    impact: str = Field("", description="What customers see.")
    needs: str = Field("", description="What is needed.")
    services: list[str] = Field(description="The affected services.")
    declared_by: Person = Field(description="Who declared it.")
    declared_at: Moment | None = Field(
        None,
        description="When it was recorded as declared; `times.declared_at` may have been corrected since.",
    )
    channel: Channel = Field(description="The war room.")
    next_update_due_at: Moment | None = Field(None, description="When the next status update is due.")
    no_change_streak: Count = Field(0, description="How many updates in a row said that nothing had changed.")
    nobody_called: bool = Field(False, description="True when somebody should have been called and was not.")
    merged_into: Number | None = Field(None, description="The number of the incident that it ended inside.")
    status_before_merge: Status | None = Field(None, description="Where it stood before that.")
    times: Times = Field(description="The current value of each time.")
    time_history: list[TimeValue] = Field(
        default_factory=list,
        description="Every value that each time has had, oldest first; the last one counts.",
    )
    roles: list[Term] = Field(description="Who held which role, and when, oldest first.")
    handovers: list[Handover] = Field(default_factory=list, description="Roles offered to somebody.")
    calls: list[Call] = Field(default_factory=list, description="Who was called.")
    status_updates: list[Update] = Field(description="What responders told everybody, oldest first.")
    timeline: list[Entry] = Field(description="What happened, in the order in which it happened.")
    hypotheses: list[Hypothesis] = Field(default_factory=list, description="Suspected causes, oldest first.")
    runbooks: list[Run] = Field(
        default_factory=list, description="Runbooks that were followed, in the order in which they started."
    )
    offers: list[Offer] = Field(
        default_factory=list, description="Runbooks that it was offered, those of now first, best first."
    )
    action_items: list[Any] = Field(max_length=0, description="Always empty: Muster keeps none yet.")
    links: list[Link] = Field(description="Links kept with the incident, oldest first.")
    metrics: dict[str, Seconds | None] = Field(
        description="How long things took, in seconds; null where it cannot be known. Reckoned from `times`."
    )


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that only repeat a key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Give no key a title."""
        return False


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    made = IncidentDocument.model_json_schema(schema_generator=_Untitled)
    made["title"] = "Muster incident, format 1"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:muster:incident:1",
        **made,
    }


def published_schema() -> str:
    """Return the JSON Schema as it is shipped with this version, as text."""
    return files("bot.exports").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
