"""Validate constraint ck_notes_labels_max (notes)."""

from alembic import op

revision = "0003_970c7dc5"
down_revision: str | None = "0002_327f41e3"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_labels_max (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_labels_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
