"""Validate constraint ck_notes_number__new_given (notes)."""

from alembic import op

revision = "0004_30a51c47"
down_revision: str | None = "0003_1f016b91"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Validate constraint ck_notes_number__new_given (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_number__new_given")


def downgrade() -> None:
    """Nothing to undo: what this did does no harm."""
