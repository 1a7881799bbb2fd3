"""Values in commands, addresses, JSON and sentences: they arrive as they are, and never as anything more."""

import json
import string
import subprocess
from urllib.parse import parse_qs, unquote, urlsplit

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from runbooks.filling import fill, fill_action, fill_part, fill_step
from runbooks.model import Action, Part, Step
from runbooks.quoting import Place
from runbooks.values import Problem, Values, known_values, used, values_for, wanted
from tests.runbooks.documents import DOCUMENT, NOW, changed, read

ATTACKS = (
    "; touch /tmp/owned",
    "$(touch /tmp/owned)",
    "`touch /tmp/owned`",
    "' ; touch /tmp/owned ; '",
    '" ; touch /tmp/owned ; "',
    "a && b",
    "a | b",
    "> /tmp/owned",
    "*",
    "~root",
    "$HOME",
    "${IFS}x",
    "!!",
    "\\",
    "\\'",
    "a b",
    "#",
    "{a,b}",
    "%s",
    "x' OR '1'='1",
    "../../etc/passwd",
    "?admin=1#",
    "%2e%2e%2f",
    '","admin":true,"x":"',
    "<!channel>",
    "ümläut ☃",
)

UNSEEN = ("a\nb", "a\rb", "a\x00b", "\x1b[201~rm -rf ~\n", "a\u202eb", "a\u2028b", "\ud800", "a\tb")

_SEEN = st.text(max_size=30).filter(str.isprintable).filter(bool)


def _filled(template: str, value: str, *, place: Place) -> str:
    text = fill(template, place=place, values={"x": value, "y": "why"})
    assert isinstance(text, str), text
    return text


def _refused(template: str, value: str, *, place: Place) -> str:
    problems = fill(template, place=place, values={"x": value, "y": "why"})
    assert isinstance(problems, tuple), problems
    assert all(isinstance(problem, Problem) for problem in problems)
    return problems[0].sentence


def _words(command: str) -> list[str]:
    """Return the arguments that a real shell makes of `command`, which begins with the program `show`."""
    program = 'show() { for word in "$@"; do printf "%s\\0" "$word"; done; }\n'
    done = subprocess.run(
        ["/bin/sh", "-c", program + command],
        capture_output=True,
        check=True,
        env={"HOME": "/nowhere"},
        timeout=20,
    )
    return done.stdout.decode().split("\0")[:-1]


# ---------------------------------------------------------------- shell


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_shell_reads_a_value_as_one_word(attack: str) -> None:
    """A real shell, with each of them as a word, behind an equals sign, and inside a substitution."""
    inner = '$(show {{x}} | tr "\\0" _ | wc -c | tr -d " ")'
    template = f'show --name {{{{x}}}} --flag={{{{x}}}} "quoted" "$(printf %s inner)" {inner}'
    command = _filled(template, attack, place="shell")
    length = str(len(attack.encode()) + 1)
    assert _words(command) == ["--name", attack, f"--flag={attack}", "quoted", "inner", length]


@settings(max_examples=40)
@given(_SEEN.filter(lambda value: not value.startswith("-")))
def test_a_shell_reads_any_value_as_one_word(value: str) -> None:
    """Whatever a person can type."""
    assert _words(_filled("show a {{x}} b", value, place="shell")) == ["a", value, "b"]


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("place", ["shell", "plain", "url", "argument"])
def test_what_cannot_be_seen_is_refused(unseen: str, place: Place) -> None:
    """A terminal obeys control characters even inside quotes, and a header ends at a line break."""
    template = "https://example.com/{{x}}" if place == "url" else "show {{x}}"
    assert "cannot be seen" in _refused(template, unseen, place=place)


@pytest.mark.parametrize("value", ["--kubeconfig=/tmp/mine", "-rf", "-"])
def test_a_value_is_never_an_option(value: str) -> None:
    """Quoting does not help against a word that begins with a dash."""
    assert "may not begin with “-”" in _refused("rm {{x}}", value, place="shell")
    assert "may not begin with “-”" in _refused("{{x}}", value, place="argument")
    assert _words(_filled("show --name={{x}}", value, place="shell")) == [f"--name={value}"]


@pytest.mark.parametrize(
    "template",
    [
        "psql --command=\"SELECT '{{x}}'\"",
        "jq '.[\"{{x}}\"]' file",
        "show `show {{x}}`",
        "show $'{{x}}'",
        "show ${{x}}",
        "show \\{{x}}",
        "show a # {{x}}",
        "cat <<END\n{{x}}\nEND",
        "cat <<'END'\n{{x}}\nEND",
        "ssh host systemctl restart {{x}}",
        "sh -c 'show {{x}}'",
        "bash -ec {{x}}",
        "kubectl exec pod -- sh -c {{x}}",
        "echo a | xargs show {{x}}",
        "eval show {{x}}",
        "sed --expression=s/a/{{x}}/ file",
        "psql --dbname=a --command={{x}}",
        "python3 -c {{x}}",
        "show $(( {{x}} ))",
        "[[ {{x}} -eq 1 ]]",
        "watch kubectl get {{x}}",
        'show "a\\"{{x}}"',
    ],
)
def test_where_a_second_reader_waits_only_plain_values_may_go(template: str) -> None:
    """Quotes, comments, here-documents, and programs that read their arguments as a program."""
    for attack in ATTACKS:
        if not set(attack) <= set(string.ascii_letters + "./"):
            assert "cannot be quoted" in _refused(template, attack, place="shell")
    assert "eu-west-1" in _filled(template, "eu-west-1", place="shell")


@pytest.mark.parametrize(
    "template",
    [
        "{{x}} --version",
        "a | {{x}}",
        "a && {{x}} b",
        "sudo {{x}}",
        "PGHOST=a {{x}}",
        "$({{x}})",
        "a\n{{x}} b",
    ],
)
def test_a_value_is_never_the_program(template: str) -> None:
    """However harmless it looks."""
    assert "would be the program that is run" in _refused(template, "ls", place="shell")


@pytest.mark.parametrize(
    "template",
    [
        'show "a" {{x}}',
        "show 'it' {{x}}",
        "show \\\n  {{x}}",
        "show a# {{x}}",
        "show 'a'\\''b' {{x}}",
        'show "a\\"b" {{x}}',
        "# a comment's end\nshow {{x}}",
        "show $(show {{x}})",
        'for one in {{x}}; do show "$one"; done',
    ],
)
def test_after_quotes_have_ended_a_value_is_a_word_again(template: str) -> None:
    """The reader of quotes does not lose count."""
    assert _words(_filled(template, "a'b c", place="shell"))[-1:] == ["a'b c"] or "$(" in template


def test_an_empty_value_is_refused_where_it_would_vanish() -> None:
    """An argument that is missing changes what the others mean."""
    for place in ("shell", "argument", "plain"):
        assert "is empty" in _refused("show {{x}}", "", place=place)


# ---------------------------------------------------------------- other places


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_address_carries_a_value_and_nothing_else(attack: str) -> None:
    """In the path and in the query; host, path and other keys stay as they are written."""
    url = _filled("https://api.example.com/v1/things/{{x}}/flags?name={{x}}&dry=1", attack, place="url")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "api.example.com", "")
    segments = parts.path.split("/")
    assert [*segments[:3], unquote(segments[3]), *segments[4:]] == ["", "v1", "things", attack, "flags"]
    assert parse_qs(parts.query, strict_parsing=True) == {"name": [attack], "dry": ["1"]}


@pytest.mark.parametrize("value", [".", ".."])
def test_an_address_leads_out_of_no_folder(value: str) -> None:
    """Dots are not percent-encoded by anybody, and mean the folder above."""
    assert "“.” or “..”" in _refused("https://api.example.com/v1/{{x}}/flags", value, place="url")


@pytest.mark.parametrize(
    "template", ["https://{{x}}/v1", "https://{{x}}.example.com/", "{{x}}", "https://a:{{x}}/"]
)
def test_a_value_never_decides_which_host_is_called(template: str) -> None:
    """That is the allow-list's business."""
    assert "which host is called" in _refused(template, "example", place="url")


@given(st.text(max_size=40))
def test_json_carries_any_value_as_a_string(value: str) -> None:
    """With the template's quotes, without them, and behind an escape."""
    text = _filled('{"a": {{x}}, "b": "<{{x}}>", "c": "\\"{{x}}", "d": [{{y}}]}', value, place="json")
    assert json.loads(text) == {"a": value, "b": f"<{value}>", "c": f'"{value}', "d": ["why"]}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_argument_is_taken_as_it_is(attack: str) -> None:
    """No shell will read it."""
    assert _filled("{{x}}", attack, place="argument") == attack
    assert _filled("--name={{x}}", attack, place="argument") == f"--name={attack}"


@pytest.mark.parametrize(
    "attack", ["x' OR '1'='1", "1; DROP TABLE a", "1 OR 1=1", "1--", "a\\", "/*", 'x"} or vector(1)']
)
def test_other_languages_take_plain_values_alone(attack: str) -> None:
    """SQL and PromQL have quoting rules of their own; nothing that needs them gets in."""
    assert "cannot be quoted" in _refused("SELECT * FROM a WHERE b = '{{x}}'", attack, place="plain")


@pytest.mark.parametrize(
    "value", ["42", "eu-west-1", "checkout_v2", "10.0.0.1:5432", "a/b.c", "me@example.com"]
)
def test_plain_values_are_what_names_are_made_of(value: str) -> None:
    """So that nobody is refused a host or a number."""
    assert _filled("SELECT '{{x}}'", value, place="plain") == f"SELECT '{value}'"


@given(st.text(max_size=40))
def test_sentences_take_any_value_as_it_is(value: str) -> None:
    """Who shows them escapes them."""
    assert _filled("a {{ x }} b", value, place="text") == f"a {value} b"


@given(
    st.text(alphabet="a{}x y", max_size=20),
    st.sampled_from(["shell", "url", "json", "argument", "plain", "text"]),
)
def test_filling_is_not_repeated(value: str, place: Place) -> None:
    """A value that looks like a parameter stays what it is."""
    template = "https://e.com/{{x}}" if place == "url" else "show {{x}}"
    values = {"x": value, "y": "no", "a": "no"}
    text = fill(template, place=place, values=values)
    assert isinstance(text, tuple) or "no" not in text


def test_an_unknown_parameter_is_an_error_value() -> None:
    """All of them are named, each once."""
    problems = fill("{{a}} {{b.c}} {{a}} {{}}", place="text", values={})
    assert isinstance(problems, tuple)
    assert [problem.name for problem in problems] == ["a", "b.c", ""]
    assert problems[0].sentence == "“a” is unknown here."


# ---------------------------------------------------------------- whole steps


def _known(title: str = "it's $(down)") -> Values:
    return known_values(
        number=42,
        title=title,
        severity="SEV2",
        status="triage",
        channel="inc-42-x",
        declared_at=NOW,
        service="checkout",
    )


def test_a_step_is_filled_in_everywhere() -> None:
    """Each code block by its language, each sentence as it is."""
    runbook = read(changed("Old logs of {{service}}", "Old logs of {{service}} ({{incident.title}})"))
    values = values_for(runbook, given={"host": "db-1", "mount": "/var lib"}, known=_known())
    assert not isinstance(values, tuple)
    first, second, third = (fill_step(step, values=values) for step in runbook.steps)
    assert isinstance(first, Step)
    assert first.commands[0].text == "df --human-readable '/var lib'"
    assert isinstance(second, Step)
    assert second.instruction == "Old logs of checkout (it's $(down)) go first."
    assert second.verify is not None
    assert second.verify.commands[0].text == "df --human-readable '/var lib'"
    assert isinstance(third, Step)
    assert third.instruction == "Say in inc-42-x that INC-42 has room again."
    part = fill_part(runbook.escalation[0], values=values)
    assert isinstance(part, Part)
    assert part.text == "After 10 minutes: the owner of db-1."


def test_every_problem_of_a_step_is_told_once() -> None:
    """Not the first alone."""
    problems = fill_step(read().steps[1], values={"mount": "a\nb"})
    assert isinstance(problems, tuple)
    assert [problem.name for problem in problems] == ["service", "mount"]


def test_an_action_is_exact() -> None:
    """What is approved is what is sent."""
    action = Action(
        kind="http",
        name="POST",
        url="https://ops.example.com/{{host}}?why={{incident.id}}",
        body='{"title": {{incident.title}}}',
    )
    filled = fill_action(action, values={**_known('"; x'), "host": "a/b"})
    assert isinstance(filled, Action)
    assert filled.url == "https://ops.example.com/a%2Fb?why=INC-42"
    assert json.loads(filled.body) == {"title": '"; x'}


def test_an_actions_argument_is_no_option() -> None:
    """Even without a shell, a program reads a dash as an option."""
    action = Action(kind="command", name="restart", arguments=(("unit", "{{x}}"),))
    problems = fill_action(action, values={"x": "--help"})
    assert isinstance(problems, tuple)


# ---------------------------------------------------------------- where values come from


def test_defaults_stand_in_and_the_incident_answers_for_itself() -> None:
    """Only what has no default has to be given."""
    values = values_for(read(), given={"host": "db-1"}, known=_known())
    assert not isinstance(values, tuple)
    assert (values["mount"], values["service"], values["incident.id"]) == ("/var", "checkout", "INC-42")
    assert values["incident.declared_at"] == "2026-11-21T02:00:00Z"


@pytest.mark.parametrize(
    ("given_values", "sentence"),
    [
        ({}, "“host” needs a value: Host whose disk is full."),
        (
            {"host": "Not A Host"},
            "The value of “host” must match [a-z0-9.-]{1,100} (Host whose disk is full).",
        ),
        ({"host": "a" * 201}, "“host” may have at most 200 characters."),
        ({"host": "db-1\n"}, "The value of “host” must match"),
        ({"host": "db-1", "hots": "x"}, "“hots” is no parameter of “Disk full”; did you mean host?"),
    ],
)
def test_a_value_that_cannot_be_meant_is_an_error_value(given_values: Values, sentence: str) -> None:
    """Before the run starts."""
    problems = values_for(read(), given=given_values, known=_known())
    assert isinstance(problems, tuple)
    assert sentence in problems[0].sentence


def test_a_service_is_asked_for_where_the_incident_has_none() -> None:
    """And only if the runbook uses it."""
    runbook = read()
    assert [parameter.name for parameter in wanted(runbook, known={})] == ["service", "host", "mount"]
    assert [parameter.name for parameter in wanted(runbook, known=_known())] == ["host", "mount"]
    without = read(DOCUMENT.replace("{{service}}", "the service"))
    assert "service" not in used(without)
    assert [parameter.name for parameter in wanted(without, known={})] == ["host", "mount"]
    problems = values_for(runbook, given={"host": "a"}, known={})
    assert isinstance(problems, tuple)
    assert [problem.name for problem in problems] == ["service"]
    assert not isinstance(values_for(runbook, given={"host": "a", "service": "api"}, known={}), tuple)
