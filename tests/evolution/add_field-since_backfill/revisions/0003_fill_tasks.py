"""Fill rows of tasks.

- fill status from completed
- fill completed_at of rows that are in the state
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_91f11d17"
down_revision: str | None = "0002_46e28f9b"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Fill rows of tasks."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10s'")
        in_batches(
            "tasks",
            "id",
            "status = 'done'",
            "completed AND NOT coalesce(status IN ('done'), false)",
        )
        in_batches(
            "tasks",
            "id",
            "completed_at = '2026-11-21T00\\:00\\:00Z'",
            "completed_at IS NULL AND (status = 'done')",
        )


def downgrade() -> None:
    """Nothing: what the rows held before is not known any more."""


def in_batches(table: str, key: str, change: str, condition: str) -> None:
    """Change the rows that need it, 5,000 at a time, so that nobody waits for them for long.

    Each batch is a transaction of its own: what is done stays done if the rest is interrupted.
    """
    rows, last = op.get_bind(), None
    while True:
        where = condition if last is None else f"({condition}) AND {key} > :last"
        found = f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key} LIMIT 5000"
        keys = rows.scalars(sa.text(found), {"last": last} if last is not None else {}).all()
        if not keys:
            return
        batch = f"({condition}) AND {key} BETWEEN :first AND :last"
        update = sa.text(f"UPDATE {table} SET {change} WHERE {batch}")
        last = keys[-1]
        rows.execute(update, {"first": keys[0], "last": last})
