"""The rules that a review would otherwise check by hand: each finds what it is for, at its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from runbooks.lint import RULES, WARNINGS, duplicate_titles, is_error, lint
from runbooks.model import Finding
from runbooks.rules.known import Known
from tests.runbooks.documents import DOCUMENT, TODAY, changed, line_of, read

DOCS = Path(__file__).parents[2] / "docs" / "runbooks.md"
RIGHT = changed("Say in {{inc", "Say (mind {{host}}) in {{inc")
KNOWN = Known(
    today=TODAY,
    services=("Checkout", "api"),
    severities=("SEV1", "SEV2"),
    owners=("@OnCall",),
    runbooks=("replication-lag",),
)

# What is changed in the right document, the rule that finds it, where, and what it says.
_CASES = [
    ("2026-11-01", "2026-08-01", "stale-review", "last_reviewed", "its review is 22 d overdue"),
    ("2026-11-01", "2026-11-23", "future-review", "last_reviewed", "expected a day that has passed"),
    ('"@oncall"', '"@gone"', "dead-owner", "owner:", "nobody of that name is known"),
    ("[checkout, api]", "[chekout, api]", "unknown-service", "services:", "did you mean Checkout?"),
    ("[SEV1, SEV2]", "[SEV1, P1]", "unknown-severity", "severities:", 'found "P1"'),
    (
        "{{mount}}\n```\n\n**Expect",
        "{{monut}}\n```\n\n**Expect",
        "undeclared-parameter",
        "df --h",
        "did you mean mount?",
    ),
    ("Old logs of", "Old {{.logs}} of", "undeclared-parameter", "### 2.", "found {{.logs}}"),
    (
        "df --human-readable {{mount}}",
        "df '{{mount}}'",
        "unquoted-parameter",
        "df '",
        "expected it as a word outside",
    ),
    (
        "df --human-readable {{mount}}",
        "{{mount}}",
        "unquoted-parameter",
        "{{mount}}",
        "as the program that is run",
    ),
    (
        "journalctl --vac",
        "echo '{{incident.title}}' --vac",
        "unquoted-parameter",
        "echo '",
        "or a pattern that allows",
    ),
    ("**Verify:** There", "There", "no-verification", "### 2.", "found step 2 (guarded) without **Verify:**"),
    ("**Undo:** Cannot", "Cannot", "no-undo", "### 2.", "or that nothing does"),
    ("**Expect:** One", "One", "no-expectation", "### 1.", "expected what its command should answer"),
    ("**Risk:** safe\n\n", "", "no-risk", "### 1.", "expected safe, guarded or dangerous"),
    ("df --human", "rm --recursive /var/log\ndf --human", "risk-too-low", "rm --rec", 'found "rm" in a step'),
    ("df --human", "kubectl -n a delete pod x\ndf --human", "risk-too-low", "kubectl", "kubectl -n a delete"),
    ("df --human", "psql --command='drop table a'\ndf --human", "risk-too-low", "psql", "drop table"),
    (
        "Say (mind {{host}}) in {{incident.channel}} that {{incident.id}} has room again.",
        "",
        "nothing-to-do",
        "### 3.",
        "",
    ),
    (
        "## Pre-checks\n\n- Is it the right host?\n\n  ```sh\n  uptime\n  ```\n",
        "",
        "missing-section",
        "---",
        "Pre-checks",
    ),
    ("- After 10 minutes: the owner of {{host}}.", "", "missing-section", "---", 'no "## Escalation"'),
    ("- Owner: @oncall", "", "missing-section", "---", 'no "## Contacts" with something in it'),
    (
        "df --human",
        "mysql --password=hunter2hunter2\ndf --human",
        "secret",
        "mysql",
        "what looks like a password or key",
    ),
    ("replication-lag.md", "other.md", "dangling-runbook", "- If it is", 'found the runbook "other"'),
    (
        "step 3](#3-tell-people)",
        "step 4](#4-x)",
        "dangling-step",
        "- If there",
        "found step 4, expected one of 1 to 3",
    ),
    ("(#3-tell-people)", "(#3-tell)", "dangling-step", "- If there", 'expected "#3-tell-people"'),
    (
        "- Otherwise, continue.",
        "- Otherwise, go to step 3.",
        "unreachable-step",
        "### 2.",
        "no step leads to",
    ),
    (
        "time_limit: 30s\n```\n",
        "```\n\n**Decide:**\n\n- Otherwise, go to step 2.\n",
        "no-way-out",
        "### 2.",
        "no way leads",
    ),
    (
        'command: vacuum\narguments: {host: "{{host}}"}',
        "http: GET https://{{host}}/x",
        "bad-action",
        "http:",
        "which host",
    ),
    (
        'command: vacuum\narguments: {host: "{{host}}"}',
        "http: POST https://a.example.com/x\nbody: '{\"a\": {{host}}'",
        "bad-action",
        "http:",
        "found no JSON",
    ),
]


def _found(text: str, *, known: Known = KNOWN) -> tuple[Finding, ...]:
    return lint(read(text), known=known)


def test_a_right_runbook_is_right() -> None:
    """Capitals in names are no mistake."""
    assert _found(RIGHT) == ()


@pytest.mark.parametrize(("old", "new", "rule", "at", "sentence"), _CASES)
def test_a_rule_finds_what_it_is_for(old: str, new: str, rule: str, at: str, sentence: str) -> None:
    """At the line where it is mended."""
    text = changed(old, new, text=RIGHT)
    found = [one for one in _found(text) if one.rule == rule]
    assert any(one.line == line_of(at, text=text) and sentence in one.sentence for one in found), _found(text)


def test_every_rule_is_shown_to_work_and_is_explained() -> None:
    """Here, and in the docs."""
    shown = {case[2] for case in _CASES} | {"no-symptoms", "unused-parameter"}
    assert shown == set(RULES)
    docs = DOCS.read_text()
    for rule in (*RULES, "duplicate-id", "duplicate-title", "format", "file"):
        assert f"`{rule}`" in docs, rule


def test_what_is_not_known_is_not_checked() -> None:
    """A library does not know whose it is."""
    text = RIGHT.replace("checkout", "chekout").replace("@oncall", "@gone").replace("SEV", "P")
    assert _found(text, known=Known(today=TODAY)) == ()


def test_a_review_is_late_the_day_after() -> None:
    """Not on the day itself."""
    runbook = read()
    due = runbook.last_reviewed + runbook.review_every
    assert not runbook.is_stale(due)
    assert runbook.is_stale(due + timedelta(days=1))


def test_a_runbook_that_nothing_leads_to_is_told() -> None:
    """Neither symptoms nor alerts."""
    text = changed("symptoms: [no space left on device, writes fail]\n", "", text=RIGHT)
    assert _found(text) == ()
    text = changed('alerts:\n  - DiskFull\n  - {alertname: "NodeFilesystem*", env: prod}\n', "", text=text)
    assert [one.rule for one in _found(text)] == ["no-symptoms"]


def test_a_parameter_that_nobody_uses_is_a_warning() -> None:
    """It would be asked for in vain."""
    text = changed("  mount:", "  spare: {description: Not used}\n  mount:", text=RIGHT)
    (found,) = _found(text)
    assert (found.rule, found.line, is_error(found)) == (
        "unused-parameter",
        line_of("  spare:", text=text),
        False,
    )


def test_warnings_are_known_rules() -> None:
    """A rule that is renamed stays what it is."""
    assert set(RULES) >= WARNINGS


@pytest.mark.parametrize("pattern", ["[a-z]+", "[a-z0-9.:/@_-]{1,40}", "[0-9]+", "one|two"])
def test_a_pattern_of_plain_characters_may_stand_in_quotes(pattern: str) -> None:
    """That is what patterns are for."""
    text = changed("default: /var", f'default: /var, pattern: "{pattern}|/var"', text=RIGHT)
    assert _found(changed("df --human-readable {{mount}}", "df '{{mount}}'", text=text)) == ()


@pytest.mark.parametrize("pattern", [".+", "[^x]+", "[a-z' ]+", "\\\\S+", "[a-z]+;?", "[!-~]+"])
def test_a_pattern_that_lets_quotes_or_spaces_through_may_not(pattern: str) -> None:
    """It keeps nothing harmless."""
    text = changed("default: /var", f'default: /var, pattern: "{pattern}|/var"', text=RIGHT)
    found = _found(changed("df --human-readable {{mount}}", "df '{{mount}}'", text=text))
    assert [one.rule for one in found] == ["unquoted-parameter"]


def test_two_runbooks_of_one_title_are_told_apart() -> None:
    """Capitals and spaces do not tell them apart."""
    other = read(DOCUMENT.replace("Disk full", "disk  Full"), path="ours/other.md")
    (found,) = duplicate_titles([read(), other, read(DOCUMENT.replace("Disk full", "Disk slow"))])
    assert (found.file, found.line, found.rule) == ("ours/other.md", 2, "duplicate-title")
    assert "it is that of ours/disk-full.md" in found.sentence
