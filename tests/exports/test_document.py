"""The JSON export is complete, reads back without loss, and is what the published schema says."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from jsonschema import Draft202012Validator

from bot.domain.views import Dossier
from bot.exports import people_in, published_schema, read_json
from bot.exports.document import to_json, write_json
from bot.exports.record import record_of
from bot.exports.schema import json_schema
from tests.exports.samples import REDACTED, checkout, entry, revision
from tests.exports.strategies import dossiers

SCHEMA: dict[str, Any] = json.loads(published_schema())
VALIDATOR = Draft202012Validator(SCHEMA)


@given(dossiers())
def test_whatever_is_exported_reads_back_without_loss(dossier: Dossier) -> None:
    """Reading gives the same record, and writing that record gives the same bytes."""
    content = to_json(dossier)
    record = read_json(content)
    assert record == record_of(dossier)
    assert write_json(record) == content


@given(dossiers())
def test_whatever_is_exported_fits_the_published_schema(dossier: Dossier) -> None:
    """No key that the schema does not know, none missing, every value of the type that it promises."""
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(to_json(dossier)))] == []


def test_the_published_schema_is_a_schema_and_that_of_this_version() -> None:
    """After a change of the shapes: `python -m bot.exports > bot/exports/muster.incident-1.schema.json`."""
    Draft202012Validator.check_schema(SCHEMA)
    assert json_schema() == SCHEMA


def test_every_key_is_always_written_and_explained() -> None:
    """Nobody has to guess whether a key was left out, or what it means."""
    parts = {"": SCHEMA, **SCHEMA["$defs"]}
    for name, part in parts.items():
        for key, value in part["properties"].items():
            assert value.get("description"), f"{name}.{key}"
    assert set(json.loads(to_json(checkout()))) == set(SCHEMA["properties"])


def test_the_keys_that_were_promised_first_are_there() -> None:
    """The contract of the format's first page: these keys and no other names for them."""
    document = json.loads(to_json(checkout()))
    assert (document["schema"], document["id"], document["number"]) == ("muster.incident/1", "INC-42", 42)
    assert document["declared_by"] == {"slack_id": "U0ANA", "name": "ana"}
    assert (document["channel"]["id"], document["channel"]["name"]) == (
        "C042",
        "inc-42-checkout-returns-500s",
    )
    assert document["times"]["impact_started_at"] == "2026-11-20T13:40:07Z"
    assert document["times"]["contained_at"] is None
    assert document["metrics"]["time_to_acknowledge_s"] == 90
    assert document["metrics"]["time_to_contain_s"] is None
    assert set(document["roles"][0]) == {"role", "slack_id", "name", "from", "to"}
    assert {"at", "by", "status", "severity", "text", "next_due_at"} <= set(document["status_updates"][0])
    assert {"number", "occurred_at", "recorded_at", "kind", "actor", "text", "source", "revisions"} <= set(
        document["timeline"][0]
    )
    assert document["action_items"] == []


def test_a_severity_that_nobody_has_said_is_null() -> None:
    """The level that is assumed meanwhile stands beside it."""
    dossier = checkout()
    unsaid = replace(dossier, incident=replace(dossier.incident, severity_is_set=False))
    document = json.loads(to_json(unsaid))
    assert document["severity"] is None
    assert document["highest_severity"] is None
    assert document["severity_in_force"] == "SEV1"


def test_the_same_incident_gives_the_same_bytes_whatever_order_a_database_keeps_keys_in() -> None:
    """A diff of two exports shows what changed, and nothing else."""
    one, other = (
        {"b": 1, "a": {"d": 1, "c": [{"f": 1, "e": 2}]}},
        {"a": {"c": [{"e": 2, "f": 1}], "d": 1}, "b": 1},
    )
    dossier = checkout()
    assert to_json(replace(dossier, entries=(entry(1, 0, "note", "x", data=one),))) == to_json(
        replace(dossier, entries=(entry(1, 0, "note", "x", data=other),))
    )


def test_a_redacted_text_is_in_no_document_even_if_the_view_still_holds_it() -> None:
    """The redaction's use-case removes it; should that ever miss a place, the export does not tell."""
    dossier = checkout()
    told = entry(
        9,
        8,
        "update_posted",
        REDACTED,
        redacted=True,
        data={"text": REDACTED},
        revisions=(revision(1, 9, "redacted", "a password", old=REDACTED, new=REDACTED),),
    )
    update = replace(dossier.updates[0], text=REDACTED, impact=REDACTED, needs=REDACTED)
    suspect = replace(dossier.incident.hypotheses[0], text=REDACTED, entry_number=9)
    incident = replace(dossier.incident, hypotheses=(suspect,), last_update=update)
    content = to_json(replace(dossier, incident=incident, entries=(told,), updates=(update,)))
    assert REDACTED.encode() not in content
    document = json.loads(content)
    assert document["status_updates"][0]["redacted"] is True
    assert document["timeline"][0]["revisions"][0]["reason"] == "a password"


def test_a_hidden_entry_stays_in_the_document_with_its_text_and_why() -> None:
    """JSON is the complete record: hiding is for readers, and can be undone."""
    (hidden,) = [one for one in json.loads(to_json(checkout()))["timeline"] if one["hidden"]]
    assert hidden["text"] == "lunch is here"
    assert hidden["revisions"][0]["reason"] == "not about the incident"


def test_everybody_in_the_file_can_be_named_by_the_importer() -> None:
    """People whom another workspace has never seen keep their names."""
    assert people_in(record_of(checkout())) == {"U0ANA": "ana", "U0BO": "bo", "U0CY": "cy"}
