"""Add constraint fk_notes_project_id_boards, not valid yet (notes)."""

from alembic import op

revision = "0003_f98f2947"
down_revision: str | None = "0002_6749f22d"
# The version of the application before this one must be gone.
part = "contract"
# What these queries find is in the way.
checks = {
    "notes whose project_id is no row of boards of the same owner": (
        "SELECT id FROM notes WHERE project_id IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM boards _one WHERE _one.id = notes.project_id AND _one.who "
        "= notes.user_id)"
    ),
}


def upgrade() -> None:
    """Add constraint fk_notes_project_id_boards, not valid yet (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT fk_notes_project_id_boards FOREIGN KEY "
        "(project_id) REFERENCES boards (id) ON DELETE SET NULL NOT VALID"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT fk_notes_project_id_boards")
