"""Validate constraint fk_notes_project_id_folders (notes)."""

from alembic import op

revision = "0004_03a2a925"
down_revision: str | None = "0003_68b9b725"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint fk_notes_project_id_folders (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_project_id_folders")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
