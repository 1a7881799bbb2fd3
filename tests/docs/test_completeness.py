"""What can be said, configured, set and logged is documented, and nothing that is not there."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
import yaml

from bot.blocks.pending import REASONS
from bot.config import Config, load
from bot.config.manifest import manifest, manifest_yaml
from bot.config.reading import parse
from bot.domain.cadence import Reminders
from bot.web.slack import PATH
from commands.vocabulary import build_vocabulary
from tests.docs.reading import ROOT, Document, document, documents

OPERATORS = document("docs/operators.md")
README = document("README.md")
_NAMES = [one.name for one in documents()]


# ---------------------------------------------------------------- verbs


def test_every_verb_is_in_the_readme() -> None:
    """The table of commands has each one, by its name or by another word for it."""
    table = README.prose.partition("## Commands")[2].partition("\n## ")[0]
    said = {code.split()[0] for code in re.findall(r"`([^`]+)`", table)}
    for verb in build_vocabulary(Config()).verbs:
        assert said & {verb.name, *verb.aliases}, verb.name


@pytest.mark.parametrize("one", documents(), ids=_NAMES)
def test_no_document_names_a_verb_that_is_not_there(one: Document) -> None:
    """What follows the command's name in backticks is a verb."""
    known = build_vocabulary(Config()).by_word
    for code in one.codes:
        if match := re.match(r"/incident +([\w?-]+)", code):
            assert match[1] in known, code


def test_the_readmes_examples_are_of_verbs() -> None:
    """Everything in the first column of the table of commands begins with a verb."""
    table = README.prose.partition("## Commands")[2].partition("\n## ")[0]
    known = build_vocabulary(Config()).by_word
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    for code in re.findall(r"`([^`]+)`", " ".join(cells)):
        assert code.split()[0] in known, code


# ---------------------------------------------------------------- configuration


def _keys(node: Any, *, path: str = "") -> Iterator[str]:
    """Yield the keys of the example, without the names that people choose themselves."""
    if isinstance(node, dict):
        for key, value in node.items():
            chosen = path in ("roles", "severities")
            if not chosen:
                yield key
            yield from _keys(value, path="chosen" if chosen else key)


def test_every_configuration_key_is_documented() -> None:
    """Each key of the complete example, and each that only a comment shows, is in the operators' tables."""
    example = (ROOT / "config.example.yaml").read_text("utf-8")
    known = {part for code in OPERATORS.codes for part in code.split(".")}
    for key in [
        *_keys(yaml.safe_load(example)),
        *(one.name for one in fields(Reminders)),
        "title",
        "url",
        "emoji",
    ]:
        assert key in known, key


@pytest.mark.parametrize("one", documents(), ids=_NAMES)
def test_every_configuration_that_is_shown_is_right(one: Document) -> None:
    """Each YAML block loads as it stands."""
    for block in one.blocks:
        if block.language in ("yaml", "yml"):
            parse(block.text, name=one.name)


def test_no_document_names_a_key_that_is_not_there() -> None:
    """Dotted names such as `war_room.name` are keys of the configuration."""
    top = {one.name for one in fields(Config)} - {"warnings"}
    example = yaml.safe_load((ROOT / "config.example.yaml").read_text("utf-8"))
    for one in documents():
        for code in one.codes:
            if match := re.fullmatch(r"([a-z_]+)\.([a-z_]+)", code):
                head, key = match.groups()
                if head in top:
                    assert key in set(_keys(example[head])), f"{one.name}: {code}"


# ---------------------------------------------------------------- environment


def _variables() -> set[str]:
    """Return the names of variables that the settings read, by how they are written."""
    source = (ROOT / "bot/config/settings.py").read_text("utf-8")
    return set(re.findall(r'"((?:SLACK|DATABASE|LOG)_[A-Z_]+)"', source))


def test_every_environment_variable_is_documented_and_no_other() -> None:
    """The operators' table of the environment is complete, and no document names another."""
    table = OPERATORS.prose.partition("## Environment")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)) == _variables()
    for one in documents():
        named = set(re.findall(r"\b(?:SLACK|DATABASE|LOG)_[A-Z_]+\b", one.text))
        assert named <= _variables(), one.name


# ---------------------------------------------------------------- log, health, Slack


def _events() -> set[str]:
    """Return the names of all log events, from the calls in the source."""
    found = set()
    for folder in ("bot", "commands"):
        for path in (ROOT / folder).rglob("*.py"):
            if "fakeslack" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.") and node.args:
                    name = node.args[0]
                    if isinstance(name, ast.Constant) and isinstance(name.value, str):
                        found.add(name.value)
    return found


def test_every_log_event_is_documented_and_no_other() -> None:
    """An operator can look up each line, and alert on none that never comes."""
    table = OPERATORS.prose.partition("## Monitoring")[2].partition("\n## ")[0]
    table = table.partition("| event |")[2]
    named = {
        code
        for row in table.splitlines()
        if row.startswith("| `")
        for code in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == _events()


def test_every_address_that_muster_serves_is_documented() -> None:
    """Health and Slack's endpoint, as the application routes them."""
    source = (ROOT / "bot/web/application.py").read_text("utf-8")
    served = {PATH, *re.findall(r'add_(?:get|post)\("([^"]+)"', source)}
    for path in served:
        assert f"{path}`" in OPERATORS.prose, path


def test_every_trouble_of_the_card_is_documented() -> None:
    """The reason that the card gives stands in the operators' table, word for word."""
    table = OPERATORS.prose.partition('### What the card says under "Could not do"')[2]
    for because, _ in REASONS.values():
        assert because in table, because


def test_no_scope_is_named_that_the_manifest_does_not_ask_for() -> None:
    """`pins:write` and the like are scopes of the manifest, or that of the app-level token."""
    asked = manifest_yaml(manifest(load(ROOT / "config.example.yaml")))
    for one in documents():
        for scope in re.findall(r"`([a-z.]+:(?:read|write|history|join|manage))`", one.prose):
            assert scope in asked or scope == "connections:write", f"{one.name}: {scope}"
