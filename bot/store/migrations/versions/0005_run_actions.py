"""Run actions of runbooks: requests with their exact call, approvals, circuit breakers, emergency access.

Only adds, so that the version before goes on working beside this one.

Revision ID: 0005
Revises: 0004
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.domain.columns import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key() -> sa.Column[Any]:
    return sa.Column("id", _ID, autoincrement=True, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _word(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "action_request",
        _key(),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _word("name"),
        sa.Column("call", sa.JSON(), nullable=False),
        _word("digest"),
        _word("risk"),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("break_glass", sa.Boolean(), nullable=False),
        _word("asked_by", nullable=True),
        _moment("asked_at"),
        _moment("expires_at"),
        _word("state"),
        _moment("approved_at", nullable=True),
        _moment("started_at", nullable=True),
        _moment("settled_at", nullable=True),
        _word("settled_by", nullable=True),
        _text("why"),
        _word("ending", nullable=True),
        sa.Column("entry_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_action_request_incident_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runbook_run.id"], name=op.f("fk_action_request_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_request")),
    )
    op.create_index(op.f("ix_action_request_incident_id"), "action_request", ["incident_id"])
    op.create_index(op.f("ix_action_request_run_id"), "action_request", ["run_id"])
    op.create_table(
        "action_approval",
        _key(),
        sa.Column("request_id", _ID, nullable=False),
        _word("person_id"),
        _word("digest"),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["action_request.id"], name=op.f("fk_action_approval_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_approval")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_action_approval_request_id_person_id")),
    )
    op.create_table(
        "action_breaker",
        _key(),
        _word("name"),
        _moment("tripped_at", nullable=True),
        _moment("reset_at", nullable=True),
        _word("reset_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_breaker")),
        sa.UniqueConstraint("name", name=op.f("uq_action_breaker_name")),
    )
    op.create_table(
        "emergency_access",
        _key(),
        sa.Column("incident_id", _ID, nullable=False),
        _word("person_id"),
        _text("reason"),
        _moment("granted_at"),
        _moment("ends_at"),
        _moment("ended_at", nullable=True),
        _word("ended_by", nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_emergency_access_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    op.create_index(op.f("ix_emergency_access_incident_id"), "emergency_access", ["incident_id"])


def downgrade() -> None:
    """Take this step back."""
    for table in ("emergency_access", "action_breaker", "action_approval", "action_request"):
        op.drop_table(table)
