"""Drop index ix_notes_user_id_title (notes)."""

from alembic import op

revision = "0002_ac3d2c8f"
down_revision: str | None = "0001_c00d4044"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_user_id_title (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_user_id_title")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_user_id_title ON notes (user_id, title)")
