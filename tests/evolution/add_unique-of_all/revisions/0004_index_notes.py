"""Build unique index uq_notes_slug (notes)."""

from alembic import op

revision = "0004_09162942"
down_revision: str | None = "0003_f09a862c"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that repeat the slug of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.slug = notes.slug AND _one.id < notes.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_notes_slug (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_slug")
        op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq_notes_slug ON notes (slug)")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_slug")
