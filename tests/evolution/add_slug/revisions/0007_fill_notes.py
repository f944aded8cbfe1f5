"""Fill slug where it is null still (notes)."""

import sqlalchemy as sa
from alembic import op

revision = "0007_4ac24824"
down_revision: str | None = "0006_3a14bb0a"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Fill slug where it is null still (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10s'")
        in_batches(
            "notes",
            "id",
            "slug = concat_ws('-', "
            "nullif(rtrim(left(btrim(regexp_replace(regexp_replace(lower(normalize(ti"
            "tle, NFKD)), '[\\u0300-\\u036f''\\u2019]', '', 'g'), '[^a-z0-9]+', '-', "
            "'g'), '-'), 67), '-'), ''), left(md5(id::text), 12))",
            "slug IS NULL",
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
