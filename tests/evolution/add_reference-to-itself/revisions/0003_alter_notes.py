"""Add constraint fk_notes_parent_id_notes, not valid yet (notes)."""

from alembic import op

revision = "0003_10ec1e47"
down_revision: str | None = "0002_8433377a"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose parent_id is no row of notes of the same owner": (
        "SELECT id FROM notes WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT "
        "FROM notes _one WHERE _one.id = notes.parent_id AND _one.user_id = "
        "notes.user_id)"
    ),
}


def upgrade() -> None:
    """Add constraint fk_notes_parent_id_notes, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_parent_id_notes FOREIGN KEY "
        "(parent_id) REFERENCES notes (id) ON DELETE RESTRICT NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_parent_id_notes")
