"""What Alembic runs: it hands the connection over and takes the revisions one by one."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], transaction_per_migration=True
)

with context.begin_transaction():
    context.run_migrations()
