"""Validate constraint ck_notes_link_form (notes)."""

from alembic import op

revision = "0003_8b21438e"
down_revision: str | None = "0002_0e1787d1"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_link_form (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_link_form")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
