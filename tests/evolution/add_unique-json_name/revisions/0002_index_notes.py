"""Build unique index uq_notes_user_id_due_day_slot (notes)."""

from alembic import op

revision = "0002_d7e14ad4"
down_revision: str | None = "0001_73dbdf3b"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes that repeat the due_day and slot of another": (
        "SELECT id FROM notes WHERE EXISTS (SELECT FROM notes _one WHERE "
        "_one.user_id = notes.user_id AND _one.due_day = notes.due_day AND "
        "_one.slot = notes.slot AND _one.id < notes.id)"
    ),
}


def upgrade() -> None:
    """Build unique index uq_notes_user_id_due_day_slot (notes)."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_due_day_slot")
        op.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY uq_notes_user_id_due_day_slot ON notes "
            "(user_id, due_day, slot)"
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '10min'")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS uq_notes_user_id_due_day_slot")
