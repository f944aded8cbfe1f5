"""Replace constraint ck_tasks_status_values, not valid yet (tasks)."""

from alembic import op

revision = "0002_dc089b5e"
down_revision: str | None = "0001_2a372915"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint ck_tasks_status_values, not valid yet (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_values")
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_values CHECK (status "
        "IN ('todo', 'done', 'finished')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_values")
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_values CHECK (status IN ('todo', 'done'))"
    )
