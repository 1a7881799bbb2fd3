"""Bad input: a clear sentence, nothing lost, nothing pinged, and nothing changed that was not asked for."""

import pytest

from bot.fakeslack.messages import Message
from tests.scenarios.pings import pinged
from tests.scenarios.steps import declared
from tests.scenarios.world import World

HOSTILE = "<!channel> <!here|x> <@U0VIC> @here @vic @oncall <#C0|x> & <b> *bold* `code` :fire: ~x~ >q"
"""Words that would ping a room, a person and a group, if they were handed on as they are."""


def said_by_bot(world: World, channel: str) -> list[Message]:
    """Return what the bot has posted in a channel."""
    return world.slack.workspace.messages(channel, by="muster")


# ---------------------------------------------------------------- words that say nothing


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "frobnicate the disk",
            "There is no verb `frobnicate`. `/incident help` shows what can be said here.",
        ),
        ("decalre x", "There is no verb `decalre`. Did you mean `/incident declare`?"),
        ("RESOVLE", "Did you mean `/incident resolve"),
        ("declare sev1", "An incident needs a title. Say what is broken:"),
        ("declare private here", "An incident needs a title."),
        ("list bogus", "The list cannot be narrowed by `bogus`."),
        ("list 0d", "The list cannot be narrowed by `0d`."),
        ("info", "Which incident? Say `/incident info INC-42`."),
        ("info INC-7", "There is no INC-7 that you can see."),
        ("info INC-99999999999999999999", "Which incident?"),
        ("update hello", "This channel is not a war room, so `update` needs to know which incident"),
        ("update INC-99 hello", "There is no INC-99 that you can see."),
        ("export INC-99", "There is no INC-99 that you can see."),
        ("help bogus", "There is no verb `bogus`."),
    ],
)
async def test_what_cannot_be_meant_outside_a_war_room_is_answered_with_what_can(
    world: World, line: str, sentence: str
) -> None:
    """Unknown verbs, missing words and wrong places get a sentence; nobody else sees anything."""
    said = await world.ana.command("general", f"/incident {line}")

    assert (said.error, sentence in said.text) == ("", True), said.text
    await world.calm()
    assert said_by_bot(world, "general") == said_by_bot(world, "incidents") == []


async def test_what_cannot_be_meant_in_a_war_room_is_refused_and_changes_nothing(world: World) -> None:
    """Each refusal names what was wrong and what can be said; the timeline keeps its length."""
    room = await declared(world)
    world.slack.workspace.add_person("zoe", deleted=True)
    world.slack.workspace.add_person("robo", is_bot=True)
    before = (await world.ana.command(room, "/incident timeline")).text
    refusals = {
        "ic @robo": "@robo is a bot and cannot be incident commander. Name a person.",
        "ic @muster": "@muster is a bot and cannot be incident commander.",
        "ic @zoe": "@zoe's account is deactivated, so they cannot be incident commander.",
        "scribe @gus": "@gus is not of this workspace and not in the war room. Invite them first",
        "ic @nobodyatall": "`@nobodyatall` names nobody. Mention a person, as in `ic @ana`",
        "ic @oncall": "names nobody",
        "handover ic @robo": "@robo is a bot",
        "handover ic": "`handover` needs words",
        "assign butler @bo": "There is no role `butler`. Choose `ic`, `tech`, `comms` or `scribe`.",
        "next banana": "`banana` is no duration. Say `20m`, `1h30m`, `90s` or `2d`.",
        "next 0m": "The next update must be due after now",
        "next 5000d": "SEV1 allows at most 15 min",
        "next 99999999999999d": "is no duration",
        "note 2027-01-01 10:00 from the future": "is still to come; a note says what has happened.",
        "times impact 25:00": "`25:00` is no time. Say `14:05`",
        "times impact": "`times` needs words",
        "times lunch 14:00": "An incident has no time called `lunch`.",
        "times impact tomorrow 10:00 per graph": "is still to come",
        "update next 20m": "`update` needs words",
        "sev 9": "There is no severity `9`. Choose SEV1, SEV2, SEV3 or SEV4.",
        "close": "INC-1 is *triage*; it can be closed once it is *resolved*.",
        "reopen": "only a resolved or closed incident can be reopened",
        "unmerge": "not merged",
        "merge INC-1": "INC-1 cannot be merged into itself.",
        "merge INC-99": "There is no INC-99 that you can see.",
        "merge banana": "`merge` needs words",
        "link javascript:alert(1)": "is no web address",
        "redact 999": "INC-1 has no entry 999.",
        "redact banana": "`redact` needs words",
        "correct other words": "INC-1 has no status update yet, so there is nothing to correct.",
        "export pdf": "There is no format `pdf`. Choose md, html, csv or json.",
    }

    for line, sentence in refusals.items():
        said = await world.ana.command(room, f"/incident {line}")
        assert (said.error, sentence in said.text) == ("", True), f"{line}: {said.error} {said.text}"

    assert (await world.ana.command(room, "/incident timeline")).text == before


async def test_a_note_whose_time_cannot_be_read_is_kept_whole_and_says_so(world: World) -> None:
    """25:99 is no time: the words are not lost, and who wrote them learns that the note is of now."""
    room = await declared(world)

    said = await world.ana.command(room, "/incident note 25:99 flipped the flag")

    assert "Noted as entry" in said.text
    assert "`25:99` is no time, so it was kept as words and the note is of now." in said.text
    assert "25:99 flipped the flag" in (await world.ana.command(room, "/incident timeline")).text


# ---------------------------------------------------------------- who may not


async def test_guests_and_strangers_are_refused_by_text_and_by_form(world: World) -> None:
    """Neither declares, lists or exports; a form that opened for them is refused when it is sent."""
    room = await declared(world)
    world.slack.workspace.add_person("pat", team_id="TPARTNER")
    await world.ana.invite(room, "pat")
    await world.ana.invite(room, "gus")
    for name, who in (("gus", "Guests"), ("pat", "People of other organisations")):
        person = world.actor(name)
        for line, what in (("declare disk full", "declare"), ("list", "list"), ("export", "export")):
            said = await person.command(room, f"/incident {line}")
            assert f"{who} cannot {what} incidents" in said.text, said.text
        await person.command("general" if name == "gus" else room, "/incident declare")
        sent = await person.submit(values={"What is happening?": "disk full"})
        assert f"{who} cannot declare incidents" in " ".join(sent.errors.values())
        assert "INC-1" in (await person.command(room, "/incident info")).text

    await world.calm()
    assert "INC-2" not in " ".join(world.ana.sees_anywhere())


async def test_a_guest_outside_the_war_room_learns_nothing_of_it(world: World) -> None:
    """The answer is the one for a number that was never given."""
    await declared(world)
    gus = world.actor("gus")

    for verb in ("info INC-1", "update INC-1 hello", "note INC-1 hello", "catchup INC-1", "timeline INC-1"):
        said = await gus.command("general", f"/incident {verb}")
        assert "There is no INC-1 that you can see." in said.text


# ---------------------------------------------------------------- text over Slack's limits


async def test_a_title_over_the_limit_is_cut_at_a_word_where_it_is_shown_and_kept_whole(world: World) -> None:
    """3,000 characters: card, announcement and list stand; the timeline and the export hold them all."""
    title = " ".join(f"word{number}" for number in range(400))
    room = await declared(world, f"sev1 {title}")

    card = world.slack.workspace.message(room, contains="INC-1")
    shown = world.slack.workspace.text(card)
    line = next(line for line in shown.splitlines() if line.startswith(("word0", "*word0")))
    assert line.rstrip("*").endswith("…")
    assert line.rstrip("*").removesuffix("…").split()[-1] in title.split(), "cut inside a word"
    assert world.slack.workspace.pins(room) == [card]
    assert len(world.slack.workspace.messages("incidents", contains="INC-1")) == 1
    assert len(room) <= 80
    assert "word0" in (await world.ana.command("general", "/incident list")).text
    exported = await export(world, room, "json")
    assert title in exported


async def test_an_update_over_the_limit_is_posted_cut_and_kept_whole(world: World) -> None:
    """10,000 characters: war room and announcement get what fits, the timeline and the export everything."""
    room = await declared(world)
    text = " ".join(f"word{number}" for number in range(1_300))
    assert len(text) > 10_000

    said = await world.ana.command(room, f"/incident update {text}")
    await world.calm()

    assert "Posted to the war room and the announcement." in said.text
    for channel in (room, "incidents"):
        (posted,) = world.slack.workspace.messages(channel, contains="word0 word1 word2 word3", by="muster")[
            -1:
        ]
        shown = world.slack.workspace.text(posted)
        last = shown[: shown.index("…")].split()[-1]
        assert last in text.split(), "cut inside a word"
    assert text in await export(world, room, "json")
    assert text in await export(world, room, "md")


async def test_every_verb_that_takes_words_takes_ten_thousand_of_them(world: World) -> None:
    """No answer, message or form that follows from long words breaks one of Slack's limits."""
    room = await declared(world)
    words = "x" * 9_000 + " " + "ä€😀<&>" * 200
    for line in (
        f"note {words}",
        f"decide {words} undo: {words}",
        f"hypothesis {words}",
        f"link https://example.com/{'y' * 2_000} {words}",
        f"sev 2 {words}",
        f"next 10m {words}",
        f"update {words}",
        f"correct {words} again",
        f"times impact 13:40 {words}",
        f"identified {words}",
        f"redact last {words}",
        f"frobnicate{words}",
        f"ic {words}",
        f"assign {words} {words}",
        f"list {words}",
        f"export {words}",
        f"merge {words}",
        f"timeline {words}",
        "info",
        "catchup",
        "",
        "timeline",
        "times",
    ):
        said = await world.ana.command(room, f"/incident {line}")
        assert (said.error, bool(said.text)) == ("", True), f"{line[:30]}: {said.error} {said.text[:200]}"
    await world.calm()

    refused = [call for call in world.slack.workspace.calls if call.answer and not call.ok]
    assert [(call.method, call.answer) for call in refused] == []


# ---------------------------------------------------------------- nothing is pinged


async def test_no_words_of_a_person_ping_anybody_wherever_they_are_written(world: World) -> None:
    """Mentions, broadcasts and groups that somebody types stay words: in messages, forms and answers."""
    world.slack.workspace.add_person("vic", id="U0VIC")
    room = await declared(world, f"sev1 {HOSTILE}")
    for line in (
        "update",
        "note",
        "decide",
        "hypothesis",
        "identified",
        "sev 2",
        "next 10m",
        "link https://example.com",
        "correct",
        "times impact 13:40",
        "redact last",
        "frobnicate",
        "help",
        "list",
        "ic",
        "assign",
        "merge",
        "export",
    ):
        await world.ana.command(room, f"/incident {line} {HOSTILE}")
    for verb in ("", "info", "catchup", "timeline", "times", "list"):
        await world.ana.command(room, f"/incident {verb}")
        await world.ana.open_home()
    await world.ana.command(room, "/incident resolve")
    await world.ana.command(room, "/incident close")
    await world.calm()

    for verb in ("update", "note", "decide", "hypothesis", "link", "assign", "handover", "export"):
        await world.ana.command(room, f"/incident {verb}")
    meant = {f"<@{id_of(world, name)}>" for name in ("ana", "dee", "eve", "finn")}
    assert pinged(world) == {"<!subteam^S0LEADERSHIP>", *meant}


@pytest.mark.parametrize("words", ["the payload is too large", "payload=1&command=x", '{"a": 1}'])
async def test_no_word_has_a_meaning_to_the_transport(world: World, words: str) -> None:
    """Words that mean something in the way commands are sent are only words."""
    room = await declared(world)

    said = await world.ana.command(room, f"/incident note {words}")

    assert (said.error, "Noted as entry" in said.text) == ("", True)
    assert words in (await world.ana.command(room, "/incident timeline")).text


async def test_what_is_typed_is_what_is_read(world: World) -> None:
    """Ampersands, angle brackets, emoji and other alphabets arrive on the card as they were typed."""
    title = "a < b && c > d 😀 “ü” 数据库 &amp;"

    room = await declared(world, f"sev1 {title}")

    card = world.slack.workspace.message(room, contains="INC-1")
    assert title in world.slack.workspace.text(card)
    assert title in (await world.ana.command(room, "/incident info")).text
    assert title in await export(world, room, "json")


def id_of(world: World, name: str) -> str:
    """Return a person's id."""
    return world.slack.workspace.people.get(name).id


async def export(world: World, room: str, kind: str) -> str:
    """Ask for one file of the incident and return its content."""
    await world.ana.command(room, f"/incident export {kind}")
    await world.calm()
    file = next(file for file in world.slack.workspace.files("ana") if file.name.endswith(f".{kind}"))
    return (file.content or b"").decode()
