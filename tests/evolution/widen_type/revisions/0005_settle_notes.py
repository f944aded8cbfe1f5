"""Put stars__new in the place of stars (notes)."""

from alembic import op

revision = "0005_d9f427a8"
down_revision: str | None = "0004_1dd67cab"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Put stars__new in the place of stars (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("DROP TRIGGER sync_notes_stars ON notes")
    op.execute("DROP FUNCTION sync_notes_stars")
    op.execute("ALTER TABLE notes DROP COLUMN stars")
    op.execute("ALTER TABLE notes RENAME COLUMN stars__new TO stars")
    op.execute("ALTER INDEX new_ix_notes_user_id_stars RENAME TO ix_notes_user_id_stars")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 0) NOT VALID")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT ck_notes_stars_min")
    op.execute("DROP INDEX ix_notes_user_id_stars")
    op.execute("ALTER TABLE notes ALTER COLUMN stars TYPE integer USING stars::integer")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 0)")
    op.execute("CREATE INDEX ix_notes_user_id_stars ON notes (user_id, stars)")
