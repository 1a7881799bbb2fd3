"""Remember who opened App Home, and when: those homes are kept true while they may be looked at.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from bot.domain.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "home_opening",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_home_opening")),
    )
    op.create_index(op.f("ix_home_opening_opened_at"), "home_opening", ["opened_at"])


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("home_opening")
