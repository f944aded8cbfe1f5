"""Drop index ix_notes_user_id_slug (notes)."""

from alembic import op

revision = "0004_10caf72e"
down_revision: str | None = "0003_b0ce8988"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_user_id_slug (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_slug")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_slug")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_user_id_slug ON notes (user_id, slug)")
