"""Rename column headline to title (notes)."""

from alembic import op

revision = "0002_5fa03a34"
down_revision: str | None = "0001_7c902c55"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column headline to title (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN headline TO title")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_headline_max TO ck_notes_title_max")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_title_max TO ck_notes_headline_max")
    op.execute("ALTER TABLE notes RENAME COLUMN title TO headline")
