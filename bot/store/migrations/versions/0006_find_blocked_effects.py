"""Find what is blocked without reading what is done: it is tried again every quarter of an hour.

Only adds, so that the version before goes on working beside this one.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BLOCKED = sa.text("state = 'blocked'")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_effect_blocked",
        "effect",
        ["incident_id"],
        sqlite_where=_BLOCKED,
        postgresql_where=_BLOCKED,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_effect_blocked", table_name="effect")
