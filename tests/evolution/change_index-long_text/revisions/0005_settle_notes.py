"""Put new_ix_notes_user_id_title_id in the place of ix_notes_user_id_title_id (notes)."""

from alembic import op

revision = "0005_969a5592"
down_revision: str | None = "0004_71dde2c5"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Put new_ix_notes_user_id_title_id in the place of ix_notes_user_id_title_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP INDEX ix_notes_user_id_title_id")
    op.execute("ALTER INDEX new_ix_notes_user_id_title_id RENAME TO ix_notes_user_id_title_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_user_id_title_id RENAME TO new_ix_notes_user_id_title_id")
    op.execute(
        'CREATE INDEX ix_notes_user_id_title_id ON notes (user_id, lower(title) COLLATE "C", id)'
    )
