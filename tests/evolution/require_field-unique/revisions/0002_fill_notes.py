"""Fill slot (notes)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_161e6565"
down_revision: str | None = "0001_230a0489"
# The version of the application before this one goes on working.
part = "expand"
# What these queries find is in the way.
checks = {
    "notes that repeat the day and slot of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.user_id = notes.user_id AND _one.day = notes.day AND "
        "coalesce(_one.slot, 'am') = coalesce(notes.slot, 'am') AND _one.id < "
        "notes.id)"
    ),
}


def upgrade() -> None:
    """Fill slot (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10s'")
        in_batches("notes", "id", "slot = 'am'", "slot IS NULL")


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
