"""Rename table notes to jottings (jottings)."""

from alembic import op

revision = "0002_4e3ed89e"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename table notes to jottings (jottings)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME TO jottings")
    op.execute("ALTER TABLE jottings RENAME CONSTRAINT pk_notes TO pk_jottings")
    op.execute("ALTER TABLE jottings RENAME CONSTRAINT ck_notes_title_max TO ck_jottings_title_max")
    op.execute("ALTER INDEX ix_notes_user_id_id RENAME TO ix_jottings_user_id_id")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_jottings_user_id_id RENAME TO ix_notes_user_id_id")
    op.execute("ALTER TABLE jottings RENAME CONSTRAINT ck_jottings_title_max TO ck_notes_title_max")
    op.execute("ALTER TABLE jottings RENAME CONSTRAINT pk_jottings TO pk_notes")
    op.execute("ALTER TABLE jottings RENAME TO notes")
