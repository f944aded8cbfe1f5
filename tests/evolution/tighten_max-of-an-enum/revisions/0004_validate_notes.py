"""Validate constraint ck_notes_state_max (notes)."""

from alembic import op

revision = "0004_5d3c23d8"
down_revision: str | None = "0003_c513d009"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Validate constraint ck_notes_state_max (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_state_max")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
