"""Rename column text to body (notes)."""

from alembic import op

revision = "0002_de49c676"
down_revision: str | None = "0001_5d9ab672"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column text to body (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN text TO body")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_text_max TO ck_notes_body_max")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_body_max TO ck_notes_text_max")
    op.execute("ALTER TABLE notes RENAME COLUMN body TO text")
