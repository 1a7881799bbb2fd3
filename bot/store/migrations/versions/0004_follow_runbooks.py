"""Follow runbooks: runs, what people say of them afterwards, and what an incident was offered.

Only adds, so that the version before goes on working beside this one.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.domain.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NOT_ENDED = sa.text("ended_at IS NULL")


def _key() -> sa.Column[Any]:
    return sa.Column("id", _ID, autoincrement=True, nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _word(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    """Apply this step."""
    op.add_column("incident", sa.Column("offers", sa.JSON(), nullable=True))
    op.create_table(
        "runbook_run",
        _key(),
        sa.Column("incident_id", _ID, nullable=False),
        _word("runbook"),
        _word("revision"),
        _text("title"),
        _text("document"),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=True),
        _word("started_by"),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _word("ending", nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_runbook_run_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runbook_run")),
    )
    op.create_index(op.f("ix_runbook_run_incident_id"), "runbook_run", ["incident_id"])
    op.create_index(op.f("ix_runbook_run_runbook"), "runbook_run", ["runbook"])
    op.create_index(
        "ix_runbook_run_active",
        "runbook_run",
        ["incident_id", "runbook"],
        unique=True,
        sqlite_where=_NOT_ENDED,
        postgresql_where=_NOT_ENDED,
    )
    op.create_table(
        "runbook_vote",
        _key(),
        sa.Column("run_id", _ID, nullable=False),
        _word("person_id"),
        _word("helped"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runbook_run.id"], name=op.f("fk_runbook_vote_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runbook_vote")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_runbook_vote_run_id_person_id")),
    )
    op.create_table(
        "runbook_remark",
        _key(),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        _word("runbook"),
        _word("revision"),
        _word("owner"),
        _word("by"),
        sa.Column("at", UtcDateTime(), nullable=False),
        _text("text"),
        sa.ForeignKeyConstraint(["run_id"], ["runbook_run.id"], name=op.f("fk_runbook_remark_run_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_runbook_remark_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runbook_remark")),
    )
    op.create_index(op.f("ix_runbook_remark_run_id"), "runbook_remark", ["run_id"])
    op.create_index(op.f("ix_runbook_remark_incident_id"), "runbook_remark", ["incident_id"])


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("runbook_remark")
    op.drop_table("runbook_vote")
    op.drop_table("runbook_run")
    with op.batch_alter_table("incident") as incident:
        incident.drop_column("offers")
