"""Rename table notes to memos (memos)."""

from alembic import op

revision = "0002_66e4e0c0"
down_revision: str | None = "0001_90fadd56"
# The version of the application before this one fails on what changes here.
part = "expand"
abrupt = True


def upgrade() -> None:
    """Rename table notes to memos (memos)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes RENAME TO memos")
    op.execute("ALTER TABLE memos RENAME CONSTRAINT pk_notes TO pk_memos")
    op.execute("ALTER TABLE memos RENAME CONSTRAINT ck_notes_title_max TO ck_memos_title_max")
    op.execute("ALTER INDEX ix_notes_user_id_id RENAME TO ix_memos_user_id_id")
    op.execute("ALTER INDEX ix_notes_search_vector RENAME TO ix_memos_search_vector")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER INDEX ix_memos_search_vector RENAME TO ix_notes_search_vector")
    op.execute("ALTER INDEX ix_memos_user_id_id RENAME TO ix_notes_user_id_id")
    op.execute("ALTER TABLE memos RENAME CONSTRAINT ck_memos_title_max TO ck_notes_title_max")
    op.execute("ALTER TABLE memos RENAME CONSTRAINT pk_memos TO pk_notes")
    op.execute("ALTER TABLE memos RENAME TO notes")
