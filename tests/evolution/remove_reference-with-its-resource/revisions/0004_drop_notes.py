"""Drop index ix_notes_project_id (notes)."""

from alembic import op

revision = "0004_147de110"
down_revision: str | None = "0003_0989651e"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop index ix_notes_project_id (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_notes_project_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_notes_project_id ON notes (project_id)")
