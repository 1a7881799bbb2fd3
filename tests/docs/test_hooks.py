"""The hooks before a commit are those of this checkout, and the same checks as `make lint`."""

import shlex

import yaml

from tests.docs.reading import ROOT


def test_hooks_download_nothing_and_are_there() -> None:
    """Every hook is local, and its program is in the environment that `make setup-dev` makes."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = hooks["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        assert shlex.split(hook["entry"])[0].startswith(".venv/bin/")


def test_hooks_check_what_lint_checks() -> None:
    """Each tool of `make lint` has a hook."""
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    lint = (ROOT / "Makefile").read_text("utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    tools = [line.partition("$(BIN)/")[2].split()[0] for line in lint.splitlines() if "$(BIN)/" in line]
    assert tools
    for tool in tools:
        assert f".venv/bin/{tool}" in hooks, tool
