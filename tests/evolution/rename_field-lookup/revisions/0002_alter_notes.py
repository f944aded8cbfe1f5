"""Rename column slug to name (notes)."""

from alembic import op

revision = "0002_4b6c8edf"
down_revision: str | None = "0001_22adcd83"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename column slug to name (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME COLUMN slug TO name")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_slug_max TO ck_notes_name_max")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_slug_form TO ck_notes_name_form")
    op.execute("ALTER INDEX uq_notes_user_id_slug RENAME TO uq_notes_user_id_name")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX uq_notes_user_id_name RENAME TO uq_notes_user_id_slug")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_name_form TO ck_notes_slug_form")
    op.execute("ALTER TABLE notes RENAME CONSTRAINT ck_notes_name_max TO ck_notes_slug_max")
    op.execute("ALTER TABLE notes RENAME COLUMN name TO slug")
