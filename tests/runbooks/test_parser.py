"""From a document to a runbook, or to sentences with a line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from runbooks.model import Action, Command, Decision, Finding, Matcher, Parameter, Runbook, Target
from runbooks.parser import parse, parse_file
from tests.runbooks.documents import DOCUMENT, PATH, changed, line_of, read, refused


def test_the_front_matter_says_what_a_runbook_is_for() -> None:
    """Its id is the file's name."""
    runbook = read()
    assert (runbook.id, runbook.title, runbook.owner) == ("disk-full", "Disk full", "@oncall")
    assert (runbook.services, runbook.severities) == (("checkout", "api"), ("SEV1", "SEV2"))
    assert runbook.symptoms == ("no space left on device", "writes fail")
    assert (runbook.last_reviewed, runbook.review_every) == (date(2026, 11, 1), timedelta(days=90))
    assert runbook.alerts == (
        Matcher(labels=(("alertname", "DiskFull"),)),
        Matcher(labels=(("alertname", "NodeFilesystem*"), ("env", "prod"))),
    )
    host, mount = runbook.parameters
    assert host == Parameter(
        name="host", description="Host whose disk is full", pattern="[a-z0-9.-]{1,100}", line=13
    )
    assert (mount.default, mount.pattern) == ("/var", "")


def test_an_id_that_is_written_outlives_a_rename() -> None:
    """Figures of a runbook hang on its id."""
    assert read(changed("title:", "id: full-disk\ntitle:")).id == "full-disk"


def test_a_step_has_its_parts() -> None:
    """Text, commands and every label, each with its line."""
    first, second, third = read().steps
    assert (first.number, first.title, first.anchor) == (
        1,
        "See what takes the room",
        "1-see-what-takes-the-room",
    )
    assert first.instruction == "Look before you delete."
    line = line_of("df --human", text=DOCUMENT)
    assert first.commands == (Command(text="df --human-readable {{mount}}", language="sh", line=line),)
    assert first.expect is not None
    assert first.expect.text == "One line above 90 %."
    assert (first.risk, first.time_box) == ("safe", timedelta(minutes=5))
    assert second.verify is not None
    assert [command.text for command in second.verify.commands] == ["df --human-readable {{mount}}"]
    assert second.undo is not None
    assert second.undo.text == "Cannot be undone."
    assert second.risk == "guarded"
    assert (third.has_risk, third.commands) == (False, ())


def test_decisions_make_a_playbook_of_it() -> None:
    """To another step, to another runbook, or on."""
    first = read().steps[0]
    line = line_of("- If it is", text=DOCUMENT)
    assert first.decisions == (
        Decision(
            condition="it is a database's disk",
            target=Target(kind="runbook", runbook="replication-lag"),
            line=line,
        ),
        Decision(
            condition="there is room",
            target=Target(kind="step", step=3, anchor="3-tell-people"),
            line=line + 1,
        ),
        Decision(condition="", target=Target(kind="continue"), line=line + 2),
    )
    assert first.falls_through


def test_an_action_names_what_the_configuration_allows() -> None:
    """No string for a shell anywhere."""
    assert read().steps[1].action == Action(
        kind="command",
        name="vacuum",
        arguments=(("host", "{{host}}"),),
        time_limit=timedelta(seconds=30),
        line=line_of("command: vacuum", text=DOCUMENT),
    )


def test_an_http_action_has_a_method_an_address_and_a_body() -> None:
    """And may need emergency access."""
    text = changed(
        'command: vacuum\narguments: {host: "{{host}}"}\ntime_limit: 30s',
        "http: POST https://ops.example.com/vacuum/{{host}}\nbody: |\n"
        '  {"why": {{incident.title}}}\nbreak_glass: true',
    )
    action = read(text).steps[1].action
    assert action is not None
    assert (action.kind, action.name, action.break_glass) == ("http", "POST", True)
    assert action.url == "https://ops.example.com/vacuum/{{host}}"
    assert action.body == '{"why": {{incident.title}}}'


def test_the_other_sections_are_points_with_commands() -> None:
    """A code block belongs to the point above it, and loses its indentation."""
    runbook = read()
    (precheck,) = runbook.prechecks
    assert precheck.text == "Is it the right host?"
    assert [command.text for command in precheck.commands] == ["uptime"]
    assert [part.text for part in runbook.escalation] == ["After 10 minutes: the owner of {{host}}."]
    assert [part.text for part in runbook.contacts] == ["Owner: @oncall"]
    assert (runbook.summary, runbook.notes) == (
        "A disk is full, and something cannot write.",
        "It happens on Mondays.",
    )


def test_the_revision_is_that_of_the_text_not_of_its_line_ends() -> None:
    """A checkout on another system follows the same runbook."""
    assert read(DOCUMENT.replace("\n", "\r\n")).revision == read().revision
    assert read("\ufeff" + DOCUMENT).revision == read().revision
    assert read(changed("Mondays", "Tuesdays")).revision != read().revision


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("title: Disk full", "titel: Disk full", "titel:", "titel: unknown key; did you mean title?"),
        ("title: Disk full\n", "", "services:", "title: found nothing, expected a title"),
        (
            '"@oncall"',
            "@oncall",
            "owner: @",
            'a value that begins with @ must stand in quotes, as in "@oncall"',
        ),
        ("[checkout, api]", "checkout", "services:", 'services: found "checkout", expected a list'),
        (
            "[checkout, api]",
            "[checkout, checkout]",
            "services:",
            'services: found "checkout" twice; keep one',
        ),
        ("2026-11-01", "01.11.2026", "last_rev", 'last_reviewed: found "01.11.2026", expected a day such as'),
        ("2026-11-01", "2026-02-30", "last_rev", "expected a day such as 2026-11-20"),
        (
            "90d",
            "often",
            "review_every",
            'review_every: found "often", expected a number of days such as 180d',
        ),
        ("90d", "90d\nreview_every: 1d", "review_every: 1d", "written twice, first in line 11; keep one"),
        ("host: {desc", "Host: {desc", "Host: {", "expected small letters, digits and _"),
        ("host: {desc", "service: {desc", "service: {", "that name nothing built in"),
        ("[a-z0-9.-]{1,100}", "(a+)+", "host: {", "parameters.host.pattern: found"),
        (
            "default: /var",
            'default: /var, pattern: "[a-z]+"',
            "mount: {",
            "expected a value that matches the pattern",
        ),
        (
            "# Disk full\n",
            "# Full disk\n",
            "# Full disk",
            'found "Full disk", expected the title as in the front',
        ),
        ("## Pre-checks", "## Prechecks", "## Prechecks", "did you mean Pre-checks?"),
        (
            "## Escalation",
            "## Contacts",
            "## Contacts\n\n- Owner",
            'found "## Contacts" twice, first in line',
        ),
        ("### 2. Make room", "### 3. Make room", "### 3. Make", 'expected "### 2. …"'),
        ("### 2. Make room", "#### 2. Make room", "#### 2.", 'expected "### 2. …"'),
        ("### 2. Make room", "### Make room", "### Make room", 'expected "### 2. …"'),
        (
            "**Risk:** guarded",
            "**Risk:** medium",
            "**Risk:** medium",
            'found "medium", expected one of safe, guarded',
        ),
        ("**Time box:** 5m", "**Time box:** soon", "**Time box:**", "expected a duration such as 10m"),
        ("**Undo:** Cannot", "**Udno:** Cannot", "**Udno:**", "did you mean **Undo:**?"),
        ("**Undo:** Cannot", "- **Undo:** Cannot", "- **Undo:**", "expected it as a paragraph of its own"),
        ("**Undo:** Cannot", "**Risk:** Cannot", "**Risk:** guarded", "found a second **Risk:**"),
        ("One line above", "One **Verify:** above", "One **Ver", "expected a blank line before it"),
        ("**Expect:** One line above 90 %.", "**Expect:**", "**Expect:**", "found a label without words"),
        ("go to [step 3](#3-tell-people).", "panic.", "- If there", "as a decision, expected"),
        ("- If there is room", "- Perhaps", "- Perhaps", "as a decision, expected"),
        (
            "- If it is",
            "- Otherwise, finish.\n- If it is",
            "- Otherwise, finish",
            'expected "Otherwise" last',
        ),
        ("**Decide:**\n", "**Decide:** so\n", "**Decide:** so", "expected **Decide:** to stand alone"),
        ("```sh\njourn", "```\njourn", "```\njourn", "found a code block without a language"),
        (
            "```sh\njournalctl --vacuum-size=500M\n```",
            "```sh\n```",
            "```sh\n```",
            "found an empty code block",
        ),
        ("command: vacuum", "comand: vacuum", "comand:", "found no kind of action, expected one of command"),
        ("command: vacuum", "command: rm -rf /", "command: rm", "expected a name on the allow-list"),
        ('{host: "{{host}}"}', "{host: {{host}}}", "arguments:", "a value with {{…}} must stand in quotes"),
        ("time_limit: 30s", "time_limit: 0s", "time_limit", "expected a duration such as 30s"),
        ("time_limit: 30s", "break_glass: maybe", "break_glass", "expected true or false"),
        ("command: vacuum", "http: fetch it", "http:", "expected a method and an address"),
        (
            "```yaml\ncommand",
            "```json\ncommand",
            "**Action:**",
            "expected one ```yaml block below **Action:**",
        ),
        ("A disk is full,", "```sh\nls\n```\n\nA disk is full,", "```sh\nls", "above the first section"),
        ("- Owner: @oncall", "### Owner", "### Owner", "expected points and sentences"),
        (
            "- Owner: @oncall",
            "```sh\nls\n```",
            "```sh\nls\n```",
            "found a code block, expected a sentence before it",
        ),
        ("### 1. See", "Hello.\n\n### 1. See", "Hello.", "expected the first step"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, at: str, sentence: str) -> None:
    """Where it stands, what was found, what was expected."""
    text = changed(old, new)
    found = refused(text)
    assert any(one.line == line_of(at, text=text) and sentence in one.sentence for one in found), found
    assert {one.file for one in found} == {PATH}


def test_all_mistakes_are_told_at_once() -> None:
    """In the order of the lines; one look is enough."""
    text = changed("90d", "often", text=changed("**Risk:** guarded", "**Risk:** medium"))
    lines = [one.line for one in refused(text)]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_mistakes_below_broken_front_matter_are_told_too() -> None:
    """A tab in the YAML hides nothing else."""
    text = changed("owner:", "\towner:", text=changed("**Risk:** guarded", "**Risk:** medium"))
    tab, risk = refused(text)
    assert (tab.line, tab.sentence) == (9, "found a tab; YAML is indented with spaces")
    assert "medium" in risk.sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'found no "---" as first line'),
        ("---\ntitle: x\n", 'found no "---" as end of the front matter'),
        ("x" * 100_001, "found 100001 characters, expected at most 100000"),
        (changed("## Steps", "## Notes", text=DOCUMENT.split("## Notes")[0]), 'no section "## Steps"'),
        (DOCUMENT.split("### 1.")[0], "found no step, expected at least one"),
        (DOCUMENT.rstrip() + "\n\n```sh\nls", "found a code block without an end"),
    ],
)
def test_a_document_that_is_none_is_refused(text: str, sentence: str) -> None:
    """Whatever is missing is named."""
    assert any(sentence in one.sentence for one in refused(text))


def test_a_finding_reads_as_editors_expect_it() -> None:
    """A click leads to the line."""
    finding = Finding(file="a.md", line=3, rule="no-undo", sentence="found nothing, expected something")
    assert str(finding) == "a.md:3: found nothing, expected something [no-undo]"


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    """With the system's own reason."""
    (found,) = _refused(parse_file(tmp_path, name="folder.md"))
    assert str(found) == "folder.md:1: cannot be read: is a directory [file]"


def test_a_file_in_another_encoding_is_a_finding(tmp_path: Path) -> None:
    """With the line of the first character that is wrong."""
    (tmp_path / "x.md").write_bytes("---\ntitle: Käse\n".encode("latin-1"))
    (found,) = _refused(parse_file(tmp_path / "x.md", name="x.md"))
    assert (found.line, found.sentence) == (2, "not UTF-8; save the file with that encoding")


def test_the_file_says_the_same_as_its_text(tmp_path: Path) -> None:
    """Reading adds nothing."""
    path = tmp_path / "disk-full.md"
    path.write_text(DOCUMENT)
    assert parse_file(path, name=PATH) == parse(DOCUMENT, path=PATH)


def _refused(parsed: Runbook | tuple[Finding, ...]) -> tuple[Finding, ...]:
    assert isinstance(parsed, tuple)
    return parsed
