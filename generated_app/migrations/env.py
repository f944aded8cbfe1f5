"""What Alembic runs: it hands the connection over and takes the revisions one by one."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    version_table=given["version_table"],
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
