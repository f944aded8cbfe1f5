"""Add constraint fk_notes_project_id_projects, not valid yet (notes)."""

from alembic import op

revision = "0003_b9430ed2"
down_revision: str | None = "0002_1dc3ce2a"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose project_id is no row of projects of the same owner": (
        "SELECT id FROM notes WHERE project_id IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM projects _one WHERE _one.id = notes.project_id AND "
        "_one.user_id = notes.user_id)"
    ),
}


def upgrade() -> None:
    """Add constraint fk_notes_project_id_projects, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")
