"""Build unique index uq_notes_board_id_title (notes)."""

from alembic import op

revision = "0002_196f00ef"
down_revision: str | None = "0001_ef956b04"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that repeat the board_id and title of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.board_id = notes.board_id AND _one.title = notes.title AND _one.id "
        "< notes.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_notes_board_id_title (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_board_id_title")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_notes_board_id_title ON notes (board_id, title)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_board_id_title")
