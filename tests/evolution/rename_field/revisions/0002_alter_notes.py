"""Rename column text to body (notes)."""

from alembic import op

revision = "0002_16963ff9"
down_revision: str | None = "0001_43c60770"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column text to body (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN text TO body")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_text_max TO ck_notes_body_max")
    op.execute("ALTER INDEX ix_notes_user_id_text RENAME TO ix_notes_user_id_body")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_notes_user_id_body RENAME TO ix_notes_user_id_text")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_body_max TO ck_notes_text_max")
    op.execute("ALTER TABLE notes RENAME COLUMN body TO text")
