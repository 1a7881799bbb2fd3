"""The whole loop by text: declare, take command, tell, note, resolve, close."""

from structlog.testing import capture_logs

from tests.scenarios.world import World


async def test_an_incident_runs_from_declare_to_close_by_text(world: World) -> None:
    """Each verb of the loop answers, and the war room and the announcement say what happened."""
    said = await world.ana.command("general", "/incident declare sev1 checkout returns 500s")
    assert "INC-1 is open" in said.text
    assert "Called: @oncall" in said.text
    await world.calm()
    room = "inc-1-checkout-returns-500s"
    card = world.slack.workspace.message(room, contains="INC-1")
    assert "checkout returns 500s" in world.slack.workspace.text(card)
    taken = await world.ana.command(room, "/incident ic me")
    assert "You are *incident commander* now." in taken.text
    posted = await world.ana.command(room, "/incident update rollback at 50 %, errors falling next 20m")
    assert "Posted to the war room and the announcement." in posted.text
    noted = await world.ana.command(room, "/incident note 14:05 flipped flag checkout_v2 off")
    assert "Noted as entry" in noted.text
    assert "14:05 CET" in noted.text
    resolved = await world.ana.command(room, "/incident resolve error rate back to normal")
    assert "INC-1 is now *resolved*" in resolved.text
    closed = await world.ana.command(room, "/incident close")
    assert "INC-1 is now *closed*" in closed.text
    await world.calm()
    listed = await world.ana.command("general", "/incident list all")
    assert "INC-1" in listed.text
    helped = await world.ana.command("general", "/incident help")
    assert "declare" in helped.text


async def test_a_command_leaves_one_line_in_the_log_without_its_words(world: World) -> None:
    """The verb, the incident and how long it took: what people write is theirs."""
    with capture_logs() as lines:
        await world.ana.command("general", "/incident declare sev1 checkout returns 500s")
        await world.ana.command("general", "/incident note INC-1 flipped flag")
        await world.ana.command("general", "/incident flipp")
    told = [line for line in lines if line["event"] == "command"]
    assert [(line["verb"], line["incident"], line["ms"]) for line in told] == [
        ("declare", 1, 0),
        ("note", 1, 0),
        ("unknown", None, 0),
    ]
    for words in ("checkout", "flip"):
        assert words not in str(lines)
