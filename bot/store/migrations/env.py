"""Alembic's environment: runs on the connection that `bot.store.migrate` hands over, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

from bot.domain import models  # noqa: F401 - importing them fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
