"""Drop constraint fk_notes_project_id_boards (notes)."""

from alembic import op

revision = "0002_6749f22d"
down_revision: str | None = "0001_37295251"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint fk_notes_project_id_boards (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_projects TO "
        "fk_notes_project_id_boards"
    )
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_boards")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_boards FOREIGN KEY "
        "(project_id) REFERENCES projects (id) ON DELETE SET NULL"
    )
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_boards TO "
        "fk_notes_project_id_projects"
    )
