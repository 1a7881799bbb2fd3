"""The roles of a configuration."""

import pytest

from bot.config import Config, ConfigError, parse
from bot.config.people import RESERVED_VERBS


def test_the_four_roles_are_always_there() -> None:
    """In the order in which they are shown, each with its verb and its duties."""
    roles = Config().roles
    assert [(role.key, role.verb) for role in roles.values()] == [
        ("incident_commander", "ic"),
        ("tech_lead", "tech"),
        ("comms_lead", "comms"),
        ("scribe", "scribe"),
    ]
    assert all(role.duties and role.label and role.title for role in roles.values())


def test_a_role_of_ones_own_comes_after_the_four() -> None:
    """Its title and label follow from its key where they are not said."""
    roles = parse("roles: {vendor_liaison: {verb: vendor, duties: [Ask.]}}").roles
    added = roles["vendor_liaison"]
    assert tuple(roles)[-1] == "vendor_liaison"
    assert len(roles) == 5
    assert (added.verb, added.title, added.label) == ("vendor", "vendor liaison", "Vendor liaison")
    assert added.duties == ("Ask.",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "roles: {incident_comander: {duties: [x]}}",
            "missing; a role that you add needs the verb that assigns it; did you mean incident_commander?",
        ),
        ("roles: {scribe: {verb: ic}}", "the verb ic is already that of incident_commander"),
        ("roles: {scribe: {verb: close}}", "the verb close has a meaning of its own"),
        ("roles: {scribe: {verb: Two Words}}", 'roles.scribe.verb: found "Two Words", expected one word'),
        ("roles: {scribe: never}", 'roles.scribe: found "never", expected keys and values'),
        ("roles: {Vendor-Liaison: {verb: vendor}}", "expected a role's key such as vendor_liaison"),
    ],
)
def test_roles_that_cannot_be_meant_are_refused(text: str, sentence: str) -> None:
    """A role needs a verb that nothing else has."""
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert sentence in str(caught.value)


def test_no_role_of_the_defaults_has_a_reserved_verb() -> None:
    """The defaults obey the rule that the file has to obey."""
    assert not RESERVED_VERBS & {role.verb for role in Config().roles.values()}
