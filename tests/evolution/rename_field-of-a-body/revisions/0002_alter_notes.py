"""Rename column title to name (notes)."""

from alembic import op

revision = "0002_514b230d"
down_revision: str | None = "0001_64f38182"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column title to name (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN title TO name")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_title_max TO ck_notes_name_max")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_name_max TO ck_notes_title_max")
    op.execute("ALTER TABLE notes RENAME COLUMN name TO title")
