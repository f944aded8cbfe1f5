"""Put new_ix_notes_project_id in the place of ix_notes_project_id (notes)."""

from alembic import op

revision = "0003_d17d652f"
down_revision: str | None = "0002_3c299de2"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Put new_ix_notes_project_id in the place of ix_notes_project_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP INDEX ix_notes_project_id")
    op.execute("ALTER INDEX new_ix_notes_project_id RENAME TO ix_notes_project_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_project_id RENAME TO new_ix_notes_project_id")
    op.execute("CREATE INDEX ix_notes_project_id ON notes (project_id)")
