"""Add constraint fk_notes_project_id_folders, not valid yet (notes)."""

from alembic import op

revision = "0003_68b9b725"
down_revision: str | None = "0002_47a350d4"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose project_id is no row of folders of the same owner": (
        "SELECT id FROM notes WHERE project_id IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM folders _one WHERE _one.id = notes.project_id AND "
        "_one.user_id = notes.user_id)"
    ),
}


def upgrade() -> None:
    """Add constraint fk_notes_project_id_folders, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_folders FOREIGN "
        "KEY (project_id) REFERENCES folders (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_folders")
