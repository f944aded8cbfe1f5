"""Put stars__new in the place of stars (notes)."""

from alembic import op

revision = "0005_f6ccc68d"
down_revision: str | None = "0004_5897736b"
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
    op.execute("ALTER INDEX ix_notes_user_id_stars RENAME TO new_ix_notes_user_id_stars")
    op.execute("ALTER TABLE notes RENAME COLUMN stars TO stars__new")
    op.execute("ALTER TABLE notes ADD COLUMN stars integer")
    op.execute("UPDATE notes SET stars = stars__new::integer")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_stars_min CHECK (stars >= 0)")
    op.execute("CREATE INDEX ix_notes_user_id_stars ON notes (user_id, stars)")
    op.execute(
        "CREATE FUNCTION sync_notes_stars() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.stars__new = NEW.stars::double precision; RETURN NEW; END'"
    )
    op.execute(
        "CREATE TRIGGER sync_notes_stars BEFORE INSERT OR UPDATE ON notes FOR "
        "EACH ROW EXECUTE FUNCTION sync_notes_stars()"
    )
