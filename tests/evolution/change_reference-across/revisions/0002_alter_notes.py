"""Drop constraint fk_notes_project_id_folders (notes)."""

from alembic import op

revision = "0002_47a350d4"
down_revision: str | None = "0001_e869ffc8"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint fk_notes_project_id_folders (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_projects TO "
        "fk_notes_project_id_folders"
    )
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_folders")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_folders FOREIGN "
        "KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE"
    )
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_folders TO "
        "fk_notes_project_id_projects"
    )
