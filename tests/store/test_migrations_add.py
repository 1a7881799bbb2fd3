"""Migrations add and take nothing away, so that replicas can be upgraded one after the other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import revisions

_STEPS = sorted((revisions.MIGRATIONS / "versions").glob("[0-9]*.py"))
_ADDING = {"create_table", "create_index", "create_unique_constraint", "add_column", "f"}


def _taking_away(source: str) -> Iterator[str]:
    """Yield what a step does that a process of the version before it could not live with."""
    steps = [
        one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"
    ]
    for call in (one for step in steps for one in ast.walk(step) if isinstance(one, ast.Call)):
        if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
            continue
        if call.func.value.id in ("op", "batch_op", "batch") and call.func.attr not in _ADDING:
            yield ast.unparse(call)
        if call.func.attr == "add_column" and not _may_be_left_out(call.args[-1]):
            yield ast.unparse(call)


def _may_be_left_out(column: ast.expr) -> bool:
    assert isinstance(column, ast.Call)
    said = {word.arg: ast.unparse(word.value) for word in column.keywords}
    return "server_default" in said or said.get("nullable") == "True"


@pytest.mark.parametrize("step", _STEPS[1:], ids=lambda path: path.stem)
def test_a_migration_only_adds(step: Path) -> None:
    """Processes of the version before go on meanwhile: nothing they use goes, nothing new must be written."""
    assert list(_taking_away(step.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("effect", "reason")',
        'op.drop_table("seen")',
        'op.alter_column("effect", "reason", new_column_name="why")',
        'op.execute("DELETE FROM effect")',
        'op.add_column("effect", sa.Column("must", sa.Integer(), nullable=False))',
    ],
)
def test_a_migration_that_takes_away_is_noticed(line: str) -> None:
    """What an older process would stumble over."""
    assert list(_taking_away(f"def upgrade():\n    {line}\n"))
