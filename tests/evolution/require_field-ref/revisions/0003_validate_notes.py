"""Validate constraint ck_notes_project_id_given (notes)."""

from alembic import op

revision = "0003_64d7ff2f"
down_revision: str | None = "0002_434ff1c7"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_project_id_given (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_project_id_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
