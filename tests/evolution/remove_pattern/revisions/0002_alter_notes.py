"""Drop constraint ck_notes_code_pattern (notes)."""

from alembic import op

revision = "0002_652c0edd"
down_revision: str | None = "0001_d2abfdaf"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint ck_notes_code_pattern (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_code_pattern")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_code_pattern CHECK (code ~ '^[a-z]+$')")
