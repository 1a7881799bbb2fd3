"""The exact call that an action makes: what the allow-list lets through, and what no value can change."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.domain.allowed import Actions, Host, Program, Risk, Webhook
from bot.domain.calls import Call, entry_of, shown
from runbooks.calls import resolve
from runbooks.filling import fill_action
from runbooks.model import Action
from runbooks.values import Problem

ATTACKS = (
    "; rm -rf /",
    "$(reboot)",
    "`reboot`",
    "a\nb",
    "a\r\nX-Admin: yes",
    "a\x00b",
    "--kubeconfig=/tmp/evil",
    "-rf",
    "../../admin",
    "..%2f..%2fadmin",
    "..\\admin",
    "@evil.example",
    "evil.example#",
    "?admin=1",
    "a&admin=1",
    '","admin":true,"x":"',
    "{deployment}",
    "%s%n",
    "a\u202eb",
    "а",  # noqa: RUF001 - a Cyrillic letter, on purpose
    "",
    " ",
    "x" * 10_000,
)

PROGRAM = Program(
    name="undo",
    argv=("/usr/bin/kubectl", "--namespace={namespace}", "undo", "deployment/{deployment}", "{reason}"),
    dry_run=("/usr/bin/kubectl", "--namespace={namespace}", "diff", "deployment/{deployment}"),
    arguments=(("namespace", "[a-z0-9-]{1,63}"), ("deployment", "[a-z0-9-]{1,63}"), ("reason", ".{1,80}")),
    environment=("KUBECONFIG",),
)
HOST = Host(
    name="deploy",
    scheme="https",
    host="deploy.example.com",
    port=443,
    methods=("POST",),
    paths=("/rollback/",),
    headers=(("Authorization", "DEPLOY_AUTHORIZATION"),),
)
WEBHOOK = Webhook(name="ticket", url_from="TICKET_URL", arguments=(("incident", "INC-[0-9]+"), ("why", ".+")))
ALLOWED = Actions(
    hosts=MappingProxyType({"deploy": HOST}),
    webhooks=MappingProxyType({"ticket": WEBHOOK}),
    commands=MappingProxyType({"undo": PROGRAM}),
)

UNDO = Action(
    kind="command",
    name="undo",
    arguments=(("namespace", "{{namespace}}"), ("deployment", "{{deployment}}"), ("reason", "{{reason}}")),
)
ROLL_BACK = Action(
    kind="http",
    name="POST",
    url="https://deploy.example.com/rollback/{{deployment}}?why={{reason}}",
    body='{"why": {{reason}}}',
)
TICKET = Action(kind="webhook", name="ticket", arguments=(("incident", "INC-42"), ("why", "{{reason}}")))

VALUES = {"namespace": "shop", "deployment": "checkout", "reason": "errors"}


def _resolved(
    action: Action, values: Mapping[str, str] = VALUES, *, risk: Risk = "safe", allowed: Actions = ALLOWED
) -> Call | tuple[Problem, ...]:
    filled = fill_action(action, values=values)
    return filled if isinstance(filled, tuple) else resolve(filled, risk=risk, allowed=allowed)


def _call(action: Action, *, risk: Risk = "safe", allowed: Actions = ALLOWED, **values: str) -> Call:
    call = _resolved(action, VALUES | values, risk=risk, allowed=allowed)
    assert isinstance(call, Call), call
    return call


def _refusal(action: Action, *, allowed: Actions = ALLOWED) -> str:
    problems = resolve(action, risk="safe", allowed=allowed)
    assert isinstance(problems, tuple), problems
    return " ".join(one.sentence for one in problems)


def test_a_command_becomes_the_argument_vector_of_its_entry() -> None:
    """Each value stands inside the one argument that the operator gave it."""
    call = _call(UNDO)
    assert call.argv == (
        "/usr/bin/kubectl",
        "--namespace=shop",
        "undo",
        "deployment/checkout",
        "errors",
    )
    assert call.dry_run == ("/usr/bin/kubectl", "--namespace=shop", "diff", "deployment/checkout")


def test_an_http_call_goes_to_the_host_of_its_entry() -> None:
    """With the path of the runbook, and the values quoted for an address and for JSON."""
    call = _call(ROLL_BACK, reason='it "fails"')
    assert call.url == "https://deploy.example.com/rollback/checkout?why=it%20%22fails%22"
    assert json.loads(call.body) == {"why": 'it "fails"'}


def test_a_webhook_gets_its_arguments_as_json() -> None:
    """Its address is no part of the call: it is often a secret."""
    call = _call(TICKET, reason='it "fails"')
    assert (call.method, call.url) == ("POST", "")
    assert json.loads(call.body) == {"incident": "INC-42", "why": 'it "fails"'}


@pytest.mark.parametrize("action", [UNDO, ROLL_BACK, TICKET], ids=lambda one: one.kind)
def test_with_nothing_on_the_allow_list_nothing_can_be_called(action: Action) -> None:
    """That is how it is shipped."""
    problems = _resolved(action, allowed=Actions())
    assert isinstance(problems, tuple)
    assert "on the allow-list" in problems[0].sentence


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://evil.example/rollback/x", "not on the allow-list"),
        ("https://deploy.example.com.evil.example/rollback/x", "not on the allow-list"),
        ("http://deploy.example.com/rollback/x", "not on the allow-list"),
        ("https://deploy.example.com:8443/rollback/x", "not on the allow-list"),
        ("https://deploy.example.com/admin", "not on the allow-list"),
        ("https://deploy.example.com", "not on the allow-list"),
        ("https://deploy.example.com@evil.example/rollback/x", "not one that can be called"),
        ("https://deploy.example.com:x@evil.example/rollback/x", "not one that can be called"),
        ("https://evil.example\\@deploy.example.com/rollback/x", "not one that can be called"),
        ("https://evil.example#@deploy.example.com/rollback/x", "not one that can be called"),
        ("https://deploy.example.com/rollback/x#y", "not one that can be called"),
        ("https://deploy.example.com/rollback/x\r\nHost: evil.example", "not one that can be called"),
        ("https://deploy.example.com/rollback/ü", "not one that can be called"),
        ("https://ԁeploy.example.com/rollback/x", "not one that can be called"),  # noqa: RUF001
        ("ftp://deploy.example.com/rollback/x", "not one that can be called"),
        ("https:///rollback/x", "not one that can be called"),
        ("https://deploy.example.com/rollback/../admin", "out of its folder"),
        ("https://deploy.example.com/rollback/%2e%2e/admin", "out of its folder"),
        ("https://deploy.example.com/rollback/..%2fadmin", "out of its folder"),
        ("https://deploy.example.com/rollback/%252e%252e%252fadmin", "out of its folder"),
        ("https://deploy.example.com/rollback/..%5cadmin", "out of its folder"),
        ("https://deploy.example.com/rollback/a%0d%0aX-Admin:%20yes", "out of its folder"),
    ],
)
def test_an_address_that_could_mean_another_place_is_refused(url: str, why: str) -> None:
    """Hosts are compared as a whole, and only what reads one way is called at all."""
    assert why in _refusal(replace(ROLL_BACK, url=url, body=""))


def test_a_method_that_is_not_allowed_is_refused() -> None:
    """A host that may be asked may not be told."""
    action = replace(ROLL_BACK, name="DELETE", url="https://deploy.example.com/rollback/x", body="")
    assert "DELETE is not allowed there; only POST" in _refusal(action)


def test_a_body_that_is_not_json_is_refused() -> None:
    """It would be sent as what it is not."""
    action = replace(ROLL_BACK, url="https://deploy.example.com/rollback/x", body="{")
    assert "not JSON" in _refusal(action)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((("namespace", "shop"), ("deployment", "checkout")), "“reason” needs a value"),
        ((*UNDO.arguments, ("x", "y")), "“x” is no argument of it"),
        ((("namespace", "Shop"), ("deployment", "d"), ("reason", "r")), "must match [a-z0-9-]{1,63}"),
        ((("namespace", "s"), ("deployment", "d"), ("reason", "-rf")), "may not begin with “-”"),
        ((("namespace", "s"), ("deployment", "d"), ("reason", "a\nb")), "cannot be seen"),
    ],
)
def test_arguments_are_those_of_the_entry_and_match_its_patterns(
    arguments: tuple[tuple[str, str], ...], why: str
) -> None:
    """A runbook's own pattern is not relied on."""
    assert why in _refusal(replace(UNDO, arguments=arguments))


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
@pytest.mark.parametrize("name", ["namespace", "deployment", "reason"])
@pytest.mark.parametrize("action", [UNDO, ROLL_BACK, TICKET], ids=lambda one: one.kind)
def test_an_attack_in_any_parameter_stays_a_value_or_is_refused(
    action: Action, name: str, attack: str
) -> None:
    """The call keeps its shape: as many arguments, the same host and path, the same keys."""
    values = {"namespace": "shop", "deployment": "checkout", "reason": "errors"} | {name: attack}
    call = _resolved(action, values)
    if isinstance(call, tuple):
        assert all(isinstance(one, Problem) for one in call)
    else:
        _check_shape(call, values)


@given(
    st.sampled_from([UNDO, ROLL_BACK, TICKET]),
    st.fixed_dictionaries(dict.fromkeys(VALUES, st.text(max_size=60) | st.sampled_from(ATTACKS))),
)
def test_whatever_people_type_stays_a_value_or_is_refused(action: Action, values: dict[str, str]) -> None:
    """As above, for any text."""
    call = _resolved(action, values)
    if isinstance(call, Call):
        _check_shape(call, values)


def _check_shape(call: Call, values: dict[str, str]) -> None:
    match call.kind:
        case "command":
            assert len(call.argv) == len(PROGRAM.argv)
            assert call.argv[:3] == ("/usr/bin/kubectl", f"--namespace={values['namespace']}", "undo")
            assert call.argv[3] == f"deployment/{values['deployment']}"
            assert call.argv[4] == values["reason"]
            assert not call.argv[4].startswith("-")
            assert all(element.isprintable() for element in call.argv)
        case "http":
            parts = urlsplit(call.url)
            assert (parts.scheme, parts.netloc) == ("https", "deploy.example.com")
            assert parts.path.startswith("/rollback/")
            assert unquote(parts.path.removeprefix("/rollback/")) == values["deployment"]
            assert unquote(parts.query) == f"why={values['reason']}"
            assert parts.query.count("&") == parts.query.count("#") == 0
            assert call.url.isascii()
            assert call.url.isprintable()
            assert json.loads(call.body) == {"why": values["reason"]}
        case "webhook":
            assert json.loads(call.body) == {"incident": "INC-42", "why": values["reason"]}


# ---------------------------------------------------------------- what holds besides


@pytest.mark.parametrize(
    ("step", "entry", "counts"),
    [
        ("safe", "safe", "safe"),
        ("safe", "guarded", "guarded"),
        ("guarded", "safe", "guarded"),
        ("dangerous", "guarded", "dangerous"),
        ("guarded", "dangerous", "dangerous"),
    ],
)
def test_the_greater_risk_counts(step: Risk, entry: Risk, counts: Risk) -> None:
    """A runbook cannot call safe what the operator calls dangerous."""
    allowed = replace(ALLOWED, commands={"undo": replace(PROGRAM, risk=entry)})
    assert _call(UNDO, risk=step, allowed=allowed).risk == counts


@pytest.mark.parametrize(
    ("asked", "limit"),
    [(None, 30), (timedelta(seconds=5), 5), (timedelta(hours=1), 30)],
    ids=["none", "less", "more"],
)
def test_a_runbook_may_ask_for_less_time_never_for_more(asked: timedelta | None, limit: int) -> None:
    """The entry's limit holds."""
    assert _call(replace(UNDO, time_limit=asked)).time_limit == timedelta(seconds=limit)


@pytest.mark.parametrize(("runbook", "entry"), [(True, False), (False, True)])
def test_either_side_can_ask_for_emergency_access(runbook: bool, entry: bool) -> None:
    """Neither can take it back from the other."""
    allowed = replace(ALLOWED, commands={"undo": replace(PROGRAM, break_glass=entry)})
    assert _call(replace(UNDO, break_glass=runbook), allowed=allowed).break_glass


@pytest.mark.parametrize("action", [UNDO, ROLL_BACK, TICKET], ids=lambda one: one.kind)
def test_a_call_survives_the_database(action: Action) -> None:
    """What was approved is what is read back."""
    call = _call(action)
    again = Call.from_json(json.loads(json.dumps(call.to_json())))
    assert again == call
    assert again.digest(bound_to="x") == call.digest(bound_to="x")


def test_the_digest_tells_calls_apart() -> None:
    """Another value, another entry, another step or another risk is another call."""
    other = replace(ALLOWED, commands={"undo": replace(PROGRAM, environment=("HOME",))})
    digests = [
        _call(UNDO).digest(bound_to="run/1"),
        _call(UNDO, reason="error").digest(bound_to="run/1"),
        _call(UNDO, allowed=other).digest(bound_to="run/1"),
        _call(UNDO).digest(bound_to="run/2"),
        _call(UNDO, risk="dangerous").digest(bound_to="run/1"),
    ]
    assert len(set(digests)) == len(digests)


def test_an_entry_that_changed_allows_the_call_no_more() -> None:
    """What was approved under it was something else."""
    call = _call(UNDO)
    assert entry_of(call, allowed=ALLOWED) == PROGRAM
    other = replace(ALLOWED, commands={"undo": replace(PROGRAM, argv=("/usr/bin/other", "{reason}"))})
    assert entry_of(call, allowed=other) is None
    assert entry_of(call, allowed=Actions()) is None


def test_who_approves_reads_all_of_a_command() -> None:
    """Quoted as a shell would need it, so that the arguments can be told apart."""
    said = shown(_call(UNDO, reason="it's red; rm -rf /"), allowed=ALLOWED)
    first, *rest = said.splitlines()
    assert shlex.split(first)[-1] == "it's red; rm -rf /"
    assert rest == ["# in /, with KUBECONFIG", "# at most 30 s"]


def test_who_approves_reads_all_of_a_call_but_its_secrets() -> None:
    """Headers and a webhook's address are named by their variables."""
    assert shown(_call(ROLL_BACK), allowed=ALLOWED) == (
        "POST https://deploy.example.com/rollback/checkout?why=errors\n"
        "Authorization: (from the variable DEPLOY_AUTHORIZATION)\n"
        "Content-Type: application/json\n"
        "\n"
        '{"why": "errors"}\n'
        "# at most 30 s"
    )
    assert "POST (webhook ticket: the address in the variable TICKET_URL)" in shown(
        _call(TICKET), allowed=ALLOWED
    )


def test_letters_that_look_like_others_are_pointed_out() -> None:
    """An approver cannot see that a letter is Cyrillic."""
    said = shown(_call(UNDO, reason="\u0430dmin"), allowed=ALLOWED)
    assert "look closely, not plain ASCII: \u0430 (U+0430)" in said


def test_a_dry_run_is_shown_as_what_it_runs() -> None:
    """It is another vector, from the same values."""
    first = shown(_call(UNDO), allowed=ALLOWED, dry=True).splitlines()[0]
    assert first == "/usr/bin/kubectl --namespace=shop diff deployment/checkout"
