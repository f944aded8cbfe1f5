"""Validate constraint fk_notes_project_id_projects (notes)."""

from alembic import op

revision = "0004_cae07523"
down_revision: str | None = "0003_b9430ed2"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint fk_notes_project_id_projects (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_project_id_projects")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
