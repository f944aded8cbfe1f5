"""Build unique index uq_tags_user_id_name (tags)."""

from alembic import op

revision = "0002_bc6cabf6"
down_revision: str | None = "0001_f7da6558"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "tags that repeat the name of another": (
        "SELECT id FROM tags WHERE EXISTS (SELECT FROM tags _one WHERE "
        "_one.user_id = tags.user_id AND _one.name = tags.name AND _one.id < "
        "tags.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_tags_user_id_name (tags)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_tags_user_id_name")
        op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq_tags_user_id_name ON tags (user_id, name)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_tags_user_id_name")
