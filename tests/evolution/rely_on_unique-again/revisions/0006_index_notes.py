"""Build unique index uq_notes_user_id_number (notes)."""

from alembic import op

revision = "0006_e3005128"
down_revision: str | None = "0005_5ecc1a6a"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that repeat the number of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.user_id = notes.user_id AND _one.number = notes.number AND _one.id "
        "< notes.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_notes_user_id_number (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_number")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_notes_user_id_number ON notes (user_id, number)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_number")
