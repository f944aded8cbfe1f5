"""Refuse rows without project_id, not valid yet (notes)."""

from alembic import op

revision = "0002_434ff1c7"
down_revision: str | None = "0001_61a79e52"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes without project_id": ("SELECT id FROM notes WHERE project_id IS NULL"),
}


def upgrade() -> None:
    """Refuse rows without project_id, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_project_id_given CHECK "
        "(project_id IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_project_id_given")
