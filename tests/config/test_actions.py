"""The allow-list in `config.yaml`: what it may say, and what an operator reads when it is wrong."""

from datetime import timedelta

import pytest

from bot.config import Config, ConfigError, parse
from bot.domain.allowed import Automatic

COMPLETE = """\
actions:
  hosts:
    deploy:
      address: https://deploy.example.com:8443
      methods: [POST]
      paths: [/rollback/]
      headers: {Authorization: DEPLOY_AUTHORIZATION}
      networks: [10.0.0.0/8]
      risk: dangerous
      time_limit: 20s
      break_glass: true
  webhooks:
    vendor-ticket:
      url_variable: VENDOR_WEBHOOK
      arguments: {incident: "INC-[0-9]+"}
      risk: safe
  commands:
    rollout-undo:
      argv: [/usr/bin/kubectl, "--namespace={namespace}", rollout, undo, "deployment/{deployment}"]
      dry_run: [/usr/bin/kubectl, "--namespace={namespace}", rollout, history, "deployment/{deployment}"]
      arguments: {namespace: "[a-z0-9-]{1,63}", deployment: "[a-z0-9-]{1,63}"}
      environment: [KUBECONFIG]
      folder: /var/empty
      output_limit: 5000
  approvers: {guarded: [tech_lead], dangerous: [incident_commander, U0123456789]}
  approval_lapse: 5m
  break_glass: {channel: "#security", lasts: 20m}
  circuit_breaker: {failures: 2, within: 1h}
  automatic:
    - {runbook: alert-storm, step: 1, severities: [SEV1]}
"""


def _findings(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return [one.removeprefix("config.yaml:") for one in caught.value.findings]


def _command(argv: str, *, arguments: str = 'x: "[a-z]+"') -> str:
    return f"actions: {{commands: {{c: {{argv: {argv}, arguments: {{{arguments}}}}}}}}}"


def test_without_a_word_nothing_may_run() -> None:
    """Whoever only upgrades gets no new powers."""
    assert Config().actions.is_empty
    assert not Config().actions.automatic
    assert Config().actions.break_glass.channel is None


def test_the_whole_section_is_read_as_it_is_written() -> None:
    """Each key means what the example says."""
    actions = parse(COMPLETE).actions
    host = actions.hosts["deploy"]
    assert (host.address, host.methods, host.paths) == (
        "https://deploy.example.com:8443",
        ("POST",),
        ("/rollback/",),
    )
    assert host.headers == (("Authorization", "DEPLOY_AUTHORIZATION"),)
    assert (host.risk, host.time_limit, host.break_glass) == ("dangerous", timedelta(seconds=20), True)
    assert actions.webhooks["vendor-ticket"].url_from == "VENDOR_WEBHOOK"
    command = actions.commands["rollout-undo"]
    assert command.argv[4] == "deployment/{deployment}"
    assert (command.folder, command.environment, command.output_limit) == (
        "/var/empty",
        ("KUBECONFIG",),
        5000,
    )
    assert actions.approvers["dangerous"] == ("incident_commander", "U0123456789")
    assert (actions.break_glass.channel, actions.break_glass.lasts) == ("#security", timedelta(minutes=20))
    assert (actions.circuit_breaker.failures, actions.circuit_breaker.within) == (2, timedelta(hours=1))
    assert actions.automatic == (Automatic(runbook="alert-storm", step=1, severities=("SEV1",)),)
    assert not [one for one in parse(COMPLETE).warnings if "cannot run" in one]


def test_what_is_allowed_without_a_risk_needs_an_approval() -> None:
    """Who forgets the line gets one question too many, never one too few."""
    assert parse(COMPLETE).actions.commands["rollout-undo"].risk == "guarded"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("actions: {comands: {}}", "actions.comands: unknown key; did you mean commands?"),
        ("actions: {hosts: {Deploy: {}}}", "actions.hosts.Deploy: expected a name such as roll-back"),
        ("actions: {hosts: {d: {methods: [GET]}}}", "actions.hosts.d.address: missing"),
        (
            "actions: {hosts: {d: {address: 'https://a@evil.example', methods: [GET]}}}",
            "a user or password in an address goes into headers, from the environment",
        ),
        (
            "actions: {hosts: {d: {address: 'https://a.example/x', methods: [GET]}}}",
            "what follows the host goes into paths",
        ),
        (
            "actions: {hosts: {d: {address: 'https://*.example', methods: [GET]}}}",
            "expected an address without a path",
        ),
        ("actions: {hosts: {d: {address: 'https://a.example', methods: [TRACE]}}}", "expected one of GET"),
        (
            "actions: {hosts: {d: {address: 'https://a.example', methods: [GET], headers: {Host: X}}}}",
            "headers.Host: expected the name of a header that is not ours to set",
        ),
        (
            "actions: {hosts: {d: {address: 'https://a.example', methods: [GET], paths: [/a/../b]}}}",
            "expected the beginning of a path",
        ),
        (
            "actions: {hosts: {d: {address: 'https://a.example', methods: [GET], networks: [ten]}}}",
            "expected a network such as 10.0.0.0/8",
        ),
        ("actions: {webhooks: {w: {}}}", "actions.webhooks.w: expected either url_variable"),
        ("actions: {commands: {c: {}}}", "actions.commands.c.argv: missing"),
        ("actions: {commands: {c: {argv: []}}}", "found nothing to run"),
        (_command("[kubectl, '{x}']"), 'found the program "kubectl", expected its whole path'),
        (_command("[/bin/../x, '{x}']"), 'found the program "/bin/../x", expected its whole path'),
        (_command("['/bin/{x}']"), "a value may not decide which program runs"),
        (_command("[/bin/echo, '{y}{x}']"), "{y} is none of its arguments; expected one of: x"),
        (_command("[/bin/echo]"), "the argument x is not used in it; write {x} where it goes"),
        (_command("[/bin/echo, '{x}']", arguments='x: "(a+)+"'), "expected a pattern of letters"),
        (_command("[/bin/echo, '{x}']", arguments='x: ""'), "expected a pattern of letters"),
        (_command("[/bin/sh, -c, 'echo {x}']"), "sh would read a value as part of a program"),
        (_command("[/usr/bin/env, bash, -xc, '{x}']"), "bash would read a value as part of a program"),
        (_command("[/usr/bin/python3.11, -c, '{x}']"), "python would read a value as part of a program"),
        (_command("[/usr/bin/ssh, host, restart, '{x}']"), "ssh would read a value as part of a program"),
        (_command("[/usr/bin/psql, '--command=select {x}']"), "psql would read a value"),
        (_command("[/usr/bin/jq, '.{x}', /f]"), "jq would read a value"),
        ("actions: {approvers: {guarded: [boss]}}", "expected a role (incident_commander, tech_lead"),
        ("actions: {approvers: {safe: [tech_lead]}}", "what is safe runs without approval"),
        ("actions: {circuit_breaker: {failures: 0}}", "expected a number from 1 to 100"),
        ("actions: {automatic: [{step: 1}]}", "actions.automatic[1].runbook: missing"),
        (
            "actions: {automatic: [{runbook: x, severities: [SEV9]}]}",
            "expected one of SEV1, SEV2, SEV3, SEV4",
        ),
    ],
)
def test_a_mistake_says_what_to_write_instead(text: str, sentence: str) -> None:
    """Everything by which a value could become more than a value is a mistake at the start."""
    assert any(sentence in one for one in _findings(text)), _findings(text)


def test_a_mistake_names_the_line_and_the_key() -> None:
    """An allow-list is long; the operator is led to the place."""
    text = COMPLETE.replace("/usr/bin/kubectl", "kubectl", 1)
    place = "19: actions.commands.rollout-undo.argv"
    sentence = 'found the program "kubectl", expected its whole path such as /usr/bin/kubectl'
    assert _findings(text) == [f"{place}: {sentence}"]


@pytest.mark.parametrize(
    "text",
    [
        "actions: {hosts: {d: {address: 'https://a.example', methods: [GET], headers: {X-K: 'my secret'}}}}",
        "actions: {webhooks: {w: {url_variable: 'https://hooks.example/my secret'}}}",
    ],
)
def test_a_secret_in_the_file_is_a_mistake_that_does_not_repeat_it(text: str) -> None:
    """What is wrong at the start goes to the log, and the secret would with it."""
    (finding,) = _findings(text)
    assert "expected the name of an environment variable" in finding
    assert "my secret" not in finding


@pytest.mark.parametrize(
    "text",
    [
        "actions: {hosts: {d: {address: 'https://a.example', methods: [GET], headers: {X: DATABASE_URL}}}}",
        "actions: {webhooks: {w: {url_variable: SLACK_APP_TOKEN}}}",
        "actions: {commands: {c: {argv: [/bin/true], environment: [SLACK_SIGNING_SECRET]}}}",
    ],
)
def test_musters_own_secrets_are_handed_to_nobody(text: str) -> None:
    """A command or host with the bot's token would be the bot."""
    assert any("Muster's own secret" in one for one in _findings(text))


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            COMPLETE.replace('"#security"', "none"),
            "deploy cannot run: emergency access needs actions.break_glass.channel.",
        ),
        (
            COMPLETE.replace("guarded: [tech_lead]", "guarded: []"),
            "rollout-undo cannot run: actions.approvers.guarded names too few who could approve.",
        ),
        (
            COMPLETE.replace("[incident_commander, U0123456789]", "[incident_commander]"),
            "deploy cannot run: actions.approvers.dangerous names too few who could approve.",
        ),
        (
            "actions: {automatic: [{runbook: x}]}",
            "actions.automatic starts nothing: no host, webhook or command is allowed.",
        ),
    ],
)
def test_what_can_never_run_is_warned_of(text: str, warning: str) -> None:
    """It would be found out at 2 AM otherwise."""
    assert warning in parse(text).warnings


def test_a_command_may_run_in_the_root_folder() -> None:
    """As the example says."""
    text = "actions: {commands: {c: {argv: [/bin/true], folder: /}}}"
    assert parse(text).actions.commands["c"].folder == "/"


def test_a_command_may_hand_a_value_to_a_script_of_its_own() -> None:
    """The script gets it as an argument, as it is."""
    program = parse(_command("[/bin/sh, /opt/ours/restart.sh, '{x}']")).actions.commands["c"]
    assert program.argv == ("/bin/sh", "/opt/ours/restart.sh", "{x}")
