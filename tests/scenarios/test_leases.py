"""What takes long: its lease is made longer while it goes on, so that nobody else begins with it."""

from datetime import timedelta

from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World
from tests.support.outbox import Outbox
from tests.support.processes import until

_LEASE = "SELECT lease_until FROM effect WHERE state = 'in_flight' AND kind = 'upload_exports'"


async def test_what_takes_longer_than_its_lease_goes_on_and_is_not_begun_again(world: World) -> None:
    """Four files on a slow day: each is asked for once, and posted once."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "resolve all is well")
    await world.calm()
    outbox = Outbox(world.database_url)
    held = world.slack.faults.hold("files.getUploadURLExternal")
    await say(world, "close")
    await held.arrived()
    await until(lambda: outbox.states().get("in_flight") == 1, what="the upload alone")
    await say(world, "info", by=world.bo)
    first = outbox.column(_LEASE)

    world.clock.step(timedelta(seconds=0.5))  # after which the worker asks what else will be due
    await say(world, "info", by=world.bo)
    world.clock.step(timedelta(seconds=15))
    await until(lambda: outbox.column(_LEASE) != first, what="a longer lease")
    world.clock.step(timedelta(seconds=4.8))  # the first lease has too little left for another call
    held.release()
    await world.calm()

    asked = world.slack.workspace.calls_of("files.getUploadURLExternal")
    assert sorted(call.args["filename"].rpartition(".")[2] for call in asked) == ["csv", "html", "json", "md"]
    assert len(world.slack.workspace.files(ROOM)) == 4
