"""Validate constraint fk_notes_project_id_projects (notes)."""

from alembic import op

revision = "0003_bf1e481b"
down_revision: str | None = "0002_225dc28c"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint fk_notes_project_id_projects (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_project_id_projects")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
