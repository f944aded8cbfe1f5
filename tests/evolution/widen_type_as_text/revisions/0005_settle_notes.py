"""Put size__new in the place of size (notes)."""

from alembic import op

revision = "0005_cc5b3f47"
down_revision: str | None = "0004_9e1ca7b8"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Put size__new in the place of size (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_notes_size ON notes")
    op.execute("DROP FUNCTION sync_notes_size")
    op.execute("ALTER TABLE notes DROP COLUMN size")
    op.execute("ALTER TABLE notes RENAME COLUMN size__new TO size")
    op.execute("ALTER TABLE notes ALTER COLUMN size SET NOT NULL")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_size__new_given")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN size TYPE integer USING size::integer")
