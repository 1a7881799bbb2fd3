"""Exports: the timeline leaves complete at close, and comes back without loss."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema

from bot.exports import published_schema
from tests.scenarios.steps import ROOM, TITLE, declared, say
from tests.scenarios.world import World
from tests.support.databases import sqlite_url

KINDS = ["INC-1-timeline.csv", "INC-1-timeline.html", "INC-1-timeline.json", "INC-1-timeline.md"]


async def closed(world: World) -> None:
    """Play an incident with something of everything, to its close."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "scribe @bo")
    await say(world, "update rollback at 50 %, errors falling next 20m")
    await say(world, "note 14:05 flipped flag checkout_v2 off")
    await say(world, "decide roll back 4.2, undo: redeploy")
    await say(world, "hypothesis cache stampede")
    await say(world, "times impact 13:40 per graph")
    await say(world, "link https://example.com/graph Graph")
    await say(world, "correct rollback at 60 %")
    await say(world, "resolve error rate back to normal")
    await say(world, "close")
    await world.calm()


def files(world: World) -> dict[str, str]:
    """Return the files in the war room by name."""
    return {file.name: (file.content or b"").decode() for file in world.slack.workspace.files(ROOM)}


async def test_at_close_the_four_files_arrive_in_the_war_room(world: World) -> None:
    """Markdown, HTML, CSV and JSON, each with what was said."""
    await closed(world)

    found = files(world)
    assert sorted(found) == KINDS
    for name, content in found.items():
        assert TITLE in content, name
        assert "error rate back to normal" in content, name


async def test_the_json_keeps_to_its_published_schema(world: World) -> None:
    """Whoever reads it can rely on the schema that ships with Muster."""
    await closed(world)
    document = json.loads(files(world)["INC-1-timeline.json"])
    jsonschema.validate(document, json.loads(published_schema()))
    assert (document["schema"], document["id"], document["status"]) == (
        "muster.incident/1",
        "INC-1",
        "closed",
    )
    assert document["times"]["contained_at"] is None


async def test_an_exported_incident_comes_back_from_its_file_without_loss(
    world: World, tmp_path: Path
) -> None:
    """`muster export`, `muster import` into an empty database, `muster export`: the same JSON."""
    await closed(world)
    await world.stop()
    (tmp_path / "config.yaml").write_text("command: /incident\n", encoding="utf-8")
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    there, here = world.database_url, sqlite_url(tmp_path / "other.sqlite3")

    muster(tmp_path, there, "export", "INC-1", "--format", "json", "-o", str(first))
    muster(tmp_path, here, "import", str(first))
    muster(tmp_path, here, "export", "INC-1", "--format", "json", "-o", str(second))

    assert first.read_bytes() == second.read_bytes()
    assert TITLE in first.read_text("utf-8")


def muster(folder: Path, database_url: str, *words: str) -> None:
    """Run a `muster` command as a process, on a database."""
    done = subprocess.run(
        [Path(sys.executable).with_name("muster"), *words, "--config", str(folder / "config.yaml")],
        env={"DATABASE_URL": database_url, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def test_what_was_redacted_is_in_no_message_and_no_file(world: World) -> None:
    """The words go; that there were some, who removed them and why stays."""
    await declared(world)
    await say(world, "update the passphrase is swordfish-77")
    await say(world, "redact last pasted a passphrase")
    await say(world, "resolve")
    await say(world, "close")
    await world.calm()

    assert all("swordfish-77" not in content for content in files(world).values())
    for channel in (ROOM, "incidents"):
        for message in world.slack.workspace.messages(channel):
            assert "swordfish-77" not in json.dumps([message.text, message.blocks])
    assert "pasted a passphrase" in files(world)["INC-1-timeline.md"]


async def test_an_export_by_command_is_for_who_asked_alone(world: World) -> None:
    """The file comes as a direct message, the room is not disturbed."""
    await declared(world)
    await say(world, "export json", by=world.bo)
    await world.calm()

    assert [file.name for file in world.slack.workspace.files("bo")] == ["INC-1-timeline.json"]
    assert world.slack.workspace.files(ROOM) == []
