"""Validate the constraints of notes.

- validate constraint fk_notes_project_id_projects
- validate constraint fk_notes_board_id_boards
"""

from alembic import op

revision = "0003_20f32513"
down_revision: str | None = "0002_e0ed2b96"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate the constraints of notes."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_project_id_projects")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT fk_notes_board_id_boards")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
