"""Change notes.

- add column project_id
- add constraint fk_notes_project_id_projects, not valid yet
"""

from alembic import op

revision = "0002_234713a5"
down_revision: str | None = "0001_c9dc6cd7"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Change notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN project_id uuid")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_projects FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE SET NULL NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_projects")
    op.execute("ALTER TABLE notes DROP COLUMN project_id")
