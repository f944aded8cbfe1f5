"""Replace constraint fk_notes_project_id_projects, not valid yet (notes)."""

from alembic import op

revision = "0002_225dc28c"
down_revision: str | None = "0001_18a4a789"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Replace constraint fk_notes_project_id_projects, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL"
    )
