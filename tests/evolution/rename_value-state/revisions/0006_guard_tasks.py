"""Replace constraint ck_tasks_status_values, not valid yet (tasks)."""

from alembic import op

revision = "0006_c42abdd0"
down_revision: str | None = "0005_c7147a35"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Replace constraint ck_tasks_status_values, not valid yet (tasks)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_values")
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_values CHECK (status "
        "IN ('todo', 'finished')) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_values")
    op.execute(
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_values CHECK (status "
        "IN ('todo', 'done', 'finished'))"
    )
