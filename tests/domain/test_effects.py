import inspect
import json

import pytest

from bot.domain import effects
from bot.domain.effects import Effect

EXAMPLES: list[Effect] = [
    effects.CallPeople(incident_id=42, refs=("@oncall",), reason="declared", loud=False),
    effects.OpenWarRoom(incident_id=42),
    effects.JoinWarRoom(incident_id=42, channel_id="C1"),
    effects.InvitePeople(incident_id=42, people=("U1", "U2")),
    effects.PostMessage(incident_id=42, what="card", place=effects.ROOM),
    effects.PostMessage(
        incident_id=42,
        what="update",
        subject="3",
        place=effects.thread_of("announcement"),
        facts={"late_s": 5},
    ),
    effects.RefreshMessage(incident_id=42, what="card"),
    effects.RefreshTopic(incident_id=42),
    effects.RefreshBookmarks(incident_id=42),
    effects.PinMessage(incident_id=42, what="card"),
    effects.React(incident_id=42, channel_id="C1", ts="1.2", name="white_check_mark"),
    effects.CaptureMessage(incident_id=42, channel_id="C1", ts="1.2", by="U1", how="pushpin"),
    effects.UploadExports(incident_id=42, formats=("md", "json")),
    effects.ArchiveWarRoom(incident_id=42),
    effects.RefreshHome(incident_id=42, person="U1"),
    effects.RefreshHomes(incident_id=0, private=42),
    effects.RefreshMembers(incident_id=0, channel_id="C1"),
    effects.RunAction(incident_id=42, request_id=7),
    effects.TellSecurity(incident_id=0, channel="#security", facts={"by": "U1"}),
    effects.TellOperators(incident_id=0, channel="#ops", broke=({"check": "token"},), mended=()),
    effects.FindOwner(incident_id=42, refs=("@oncall",), remark=3),
]


def names(effect: Effect) -> str:
    """Return a test's id."""
    return f"{effect.kind}-{effect.lane() or effect.target()}"


@pytest.mark.parametrize("effect", EXAMPLES, ids=names)
def test_an_effect_comes_back_from_its_row_as_it_was(effect: Effect) -> None:
    """The row holds JSON; reading it gives the same value."""
    payload = json.loads(json.dumps(effect.payload()))
    assert effects.decode(effect.kind, payload) == effect


@pytest.mark.parametrize("effect", EXAMPLES, ids=names)
def test_what_a_later_version_adds_is_left_out(effect: Effect) -> None:
    """During an upgrade an older replica reads a newer one's rows."""
    assert effects.decode(effect.kind, {**effect.payload(), "added_later": 1}) == effect


def test_every_effect_is_known_by_its_kind() -> None:
    """There is an example of each, and no two share a kind."""
    classes = {one for _, one in inspect.getmembers(effects, inspect.isclass) if issubclass(one, Effect)}
    assert classes - {Effect} == {type(one) for one in EXAMPLES}
    kinds = [one.kind for one in classes - {Effect}]
    assert len(kinds) == len(set(kinds))
    with pytest.raises(KeyError):
        effects.decode("an_effect_of_the_future", {"incident_id": 42})


def test_messages_to_one_place_are_a_lane_and_refreshes_have_a_target() -> None:
    """Order is kept where it matters; refreshes of one target coalesce; a barrier waits for everything."""
    by_kind = {one.kind: one for one in EXAMPLES}
    assert EXAMPLES[4].lane() == "42:room"
    assert EXAMPLES[5].lane() == "42:thread:announcement/"
    assert {kind for kind, one in by_kind.items() if one.lane()} == {
        "post_message",
        "tell_operators",
        "tell_security",
    }
    refreshing = {kind for kind, one in by_kind.items() if one.target()}
    assert refreshing == {
        "refresh_message",
        "refresh_topic",
        "refresh_bookmarks",
        "refresh_home",
        "refresh_homes",
        "refresh_members",
    }
    assert {kind for kind, one in by_kind.items() if one.barrier} == {"archive_war_room"}


def test_calls_go_before_everything_else() -> None:
    """When Slack slows us down, people are called first and the room is archived last."""
    ranked = sorted(EXAMPLES, key=lambda one: one.priority)
    assert ranked[0].kind == "call_people"
    assert ranked[-1].kind == "archive_war_room"
