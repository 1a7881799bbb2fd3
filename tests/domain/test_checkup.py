"""What counts as news between two checkups."""

from bot.domain.checkup import Finding, State, compare


def _found(name: str, state: State = State.BROKEN) -> Finding:
    check, _, subject = name.partition(" ")
    return Finding(check=check, subject=subject, state=state, what=f"About {name}.")


def test_what_is_newly_broken_is_news_and_remembered() -> None:
    """Warnings and what is well are neither."""
    found = [_found("token"), _found("configuration", State.WARNING), _found("clock", State.OK)]
    changes = compare([], found)
    assert (changes.broke, changes.mended, changes.broken) == ((found[0],), (), (found[0],))
    assert changes


def test_what_stays_broken_is_told_once() -> None:
    """Tomorrow's checkup has nothing to say about it."""
    changes = compare([_found("channel #incidents")], [_found("channel #incidents")])
    assert not changes
    assert changes.broken == (_found("channel #incidents"),)


def test_what_is_well_again_is_mended() -> None:
    """Also when it is a warning now, or is not looked at any more."""
    before = [_found("channel #a"), _found("people @b"), _found("clock")]
    found = [_found("channel #a", State.WARNING), _found("clock", State.OK)]
    changes = compare(before, found)
    assert changes.mended == tuple(before)
    assert changes.broken == ()


def test_what_could_not_be_looked_at_stays_as_it_was() -> None:
    """A day without Slack neither mends nor breaks anything."""
    before = [_found("scope pins:write"), _found("people @b"), _found("people @c")]
    found = [_found("scope", State.UNKNOWN), _found("people @b", State.UNKNOWN)]
    changes = compare(before, found)
    assert changes.broke == ()
    assert changes.mended == (before[2],)
    assert changes.broken == (before[0], before[1])


def test_one_thing_broken_twice_is_told_once() -> None:
    """Two mistakes about the same thing are one piece of news."""
    changes = compare([], [_found("configuration"), _found("configuration")])
    assert len(changes.broke) == 1
