"""Rename column project_id to board_id (notes)."""

from alembic import op

revision = "0002_153cdea7"
down_revision: str | None = "0001_18a4a789"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column project_id to board_id (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN project_id TO board_id")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_project_id_projects TO "
        "fk_notes_board_id_projects"
    )
    op.execute("ALTER INDEX ix_notes_project_id RENAME TO ix_notes_board_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_board_id RENAME TO ix_notes_project_id")
    op.execute(
        "ALTER TABLE notes RENAME CONSTRAINT fk_notes_board_id_projects TO "
        "fk_notes_project_id_projects"
    )
    op.execute("ALTER TABLE notes RENAME COLUMN board_id TO project_id")
