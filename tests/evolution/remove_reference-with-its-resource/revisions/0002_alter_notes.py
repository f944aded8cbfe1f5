"""Drop constraint fk_notes_project_id_projects (notes)."""

from alembic import op

revision = "0002_99cc135f"
down_revision: str | None = "0001_5851a1c4"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint fk_notes_project_id_projects (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "UPDATE notes SET project_id = NULL WHERE project_id IS NOT NULL AND NOT "
        "EXISTS (SELECT FROM projects _one WHERE _one.id = notes.project_id AND "
        "_one.user_id = notes.user_id)"
    )
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE RESTRICT"
    )
