"""Alembic's environment: runs on the connection that `bot.store.migrate` hands over, in its transaction."""

from alembic import context

from bot.domain import models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
