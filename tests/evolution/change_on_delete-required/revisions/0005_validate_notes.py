"""Validate constraint ck_notes_project_id_given (notes)."""

from alembic import op

revision = "0005_da477c3e"
down_revision: str | None = "0004_8205b88c"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_project_id_given (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_project_id_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
