"""Build unique index uq_notes_user_id_slug (notes)."""

from alembic import op

revision = "0005_cade3cdd"
down_revision: str | None = "0004_58589828"
# The version of the application before this one goes on working.
part = "expand"
# What these queries find is in the way.
checks = {
    "notes that repeat the slug of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.user_id = notes.user_id AND _one.slug = notes.slug AND _one.id < "
        "notes.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_notes_user_id_slug (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_slug")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_notes_user_id_slug ON notes (user_id, slug)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_slug")
