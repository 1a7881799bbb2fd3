"""Whatever a signed request holds, it is answered or refused: never a 5xx, never a traceback."""

import copy
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import hypothesis.strategies as st
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings

from bot.blocks import actions as names
from bot.fakeslack.actor import Actor
from bot.fakeslack.calls import DeliveryRecord
from bot.fakeslack.inputs import elements
from bot.fakeslack.messages import Message
from tests.serve.port import FORM, Port
from tests.support.stage import Stage

Path = tuple[str | int, ...]

ROOM = "inc-1-checkout-returns-500s"
NESTED: Any = []
for _ in range(300):
    NESTED = [NESTED]

JUNK = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        2**31,
        2**63,
        10**30,
        1e999,
        "",
        "0",
        "x" * 5_000,
        "\x00",
        "\ud800",
        "a\ud83db",
        "<!channel>",
        "9" * 5_000,
        "99999999999",
        "-1",
        "1e9",
        "{}",
        "[]",
        "null",
        '{"i":1,"r":1e999}',
        '{"i":99999999999999999999,"s":99999999999999999999,"p":99999999999999999999,"g":0,"d":1}',
        '{"i":1,"s":-1,"p":-1,"g":-1,"c":"\\u0000"}',
        '{"i":1,"p":0,"s":0,"r":99999999999999999999999,"c":"resolved","d":99999999999999999}',
        '{"nonce":null,"incident":1}',
        '{"nonce":"n","incident":"1","subject":"x","revision":{}}',
        '{"nonce":"\\u0000","incident":99999999999999999999,"subject":1.5}',
        '{"nonce":"n","incident":1,"source":{"channel":1,"ts":[],"text":7}}',
        '{"nonce":"n","incident":1,"source":[]}',
        "interactive_message",
        "dialog_submission",
        "block_suggestion",
        "message_changed",
        "message_deleted",
        "tombstone",
        [],
        [None],
        ["x"],
        [{}],
        {},
        {"id": None},
        {"id": "U1"},
        {"": ""},
        NESTED,
    ]
)
"""What stands where something else should."""


KINDS = (
    FORM,
    "application/json",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/xml",
    "*/*",
)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What Slack sent in the course of an incident, and the port that it was sent to."""

    port: Port
    sent: tuple[DeliveryRecord, ...]


@pytest_asyncio.fixture
async def traffic(stage: Stage, port: Port) -> AsyncIterator[Traffic]:
    """Every kind of request once: commands, clicks, forms, shortcuts, events."""
    workspace, ana, bo = stage.slack.workspace, stage.ana, stage.actor("bo")
    await ana.command("general", "/incident declare sev1 checkout returns 500s")
    await workspace.until(lambda: workspace.pins(ROOM))
    for verb in ("update", "severity", "assign", "handover", "note", "decide", "hypothesis", "link"):
        await ana.command(ROOM, f"/incident {verb}")
        await workspace.until(lambda: (form := ana.view()) and form.callback_id != names.LOADING)
        await ana.submit()
        if ana.view() is not None:
            await ana.close()
    for line in ("note a", "list", "timeline", "info", "update b", "export json", "redact last"):
        await ana.command(ROOM, f"/incident {line}")
    message = await ana.post(ROOM, "all is well")
    for callback in (names.SHORTCUT_ADD_TO_TIMELINE, names.SHORTCUT_DECLARE_FROM_MESSAGE):
        await ana.message_shortcut(message, callback)
    await ana.global_shortcut(names.SHORTCUT_DECLARE)
    await ana.react(message, "pushpin")
    await ana.invite(ROOM, "bo")
    await bo.open_home()
    panel = (await bo.command(ROOM, "/incident")).message
    for shown in (workspace.pins(ROOM)[0], panel):
        await _click_all(bo, shown)
    await stage.rest()
    yield Traffic(port=port, sent=_one_of_each(workspace.deliveries))


async def _click_all(who: Actor, shown: Message | None) -> None:
    """Click whatever stands in a message and ends nothing; each click may draw it anew."""
    seen = copy.deepcopy(shown.blocks) if shown else []
    for _, element in elements(seen):
        if shown and not element["action_id"].startswith(names.STATUS_PREFIX):
            label = element["options"][0]["text"]["text"] if "options" in element else None
            await who.click(shown, element["action_id"], value=label, seen=seen)


def _one_of_each(deliveries: Iterable[DeliveryRecord]) -> tuple[DeliveryRecord, ...]:
    known: dict[tuple[str, ...], DeliveryRecord] = {}
    for one in deliveries:
        actions = one.body.get("actions") or [{}]
        inner = one.body.get("event") or {}
        key = (one.kind, one.name, actions[0].get("action_id", ""), inner.get("subtype", ""))
        form = (one.body.get("view") or {}).get("callback_id", "")
        known.setdefault((*key, form, one.body.get("text", "")[:4]), one)
    return tuple(known.values())


def _paths(node: Any, *, to: Path = ()) -> Iterator[Path]:
    """Return the way to every value."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*to, key)
        yield from _paths(value, to=(*to, key))


@st.composite
def _twisted(draw: st.DrawFn, body: dict[str, Any]) -> dict[str, Any]:
    """A body in which up to three values are gone or something else."""
    twisted = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        ways = [way for way in _paths(twisted) if len(way) < 40]
        if not ways:
            break
        *before, last = draw(st.sampled_from(ways))
        holder: Any = twisted
        for key in before:
            holder = holder[key]
        if draw(st.booleans()) or isinstance(last, int):
            holder[last] = copy.deepcopy(draw(JUNK))
        else:
            del holder[last]
    return twisted


def encoded(kind: str, body: dict[str, Any]) -> tuple[bytes, str]:
    """Return a body as Slack would send it, with its content type."""
    if kind == "event":
        return json.dumps(body).encode(), "application/json"
    form = {"payload": json.dumps(body)} if kind == "interactive" else body
    return urlencode(form, errors="surrogatepass").encode(), FORM


@pytest.mark.both_databases
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
async def test_a_request_with_anything_in_it_is_answered_or_refused(
    traffic: Traffic, database: str, data: st.DataObject
) -> None:
    """Any value of any request gone or replaced by any other: 2xx or 4xx, and nothing broke."""
    record = data.draw(st.sampled_from(traffic.sent), label="request")
    body, kind = encoded(record.kind, data.draw(_twisted(record.body), label="body"))
    before = len(traffic.port.process.log)
    status, text = await traffic.port.post_signed(body, kind=kind)
    assert 200 <= status < 500, text
    assert '"level": "error"' not in (log := traffic.port.process.log[before:]), log


@pytest.mark.both_databases
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode), kind=st.sampled_from(KINDS))
async def test_a_body_of_anything_is_refused(port: Port, database: str, body: bytes, kind: str) -> None:
    """Signed or not, whatever it says it is."""
    signed, _ = await port.post_signed(body, kind=kind)
    unsigned, _ = await port.post(body, kind=kind)
    assert (400 <= signed < 500, unsigned) == (True, 401)
