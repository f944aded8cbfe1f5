"""Fill number__new (notes)."""

import sqlalchemy as sa
from alembic import op

revision = "0003_1f016b91"
down_revision: str | None = "0002_6cc8bd9b"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Fill number__new (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10s'")
        in_batches(
            "notes",
            "id",
            "number__new = number::bigint",
            "number__new IS NULL AND number IS NOT NULL",
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
