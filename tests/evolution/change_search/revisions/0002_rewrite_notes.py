"""Work search_vector out anew (notes)."""

from alembic import op

revision = "0002_c3bf3829"
down_revision: str | None = "0001_a1dacc77"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Work search_vector out anew (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN search_vector")
    op.execute(
        "ALTER TABLE notes ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(body, "
        "''))) STORED"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN search_vector")
    op.execute(
        "ALTER TABLE notes ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', coalesce(title, ''))) STORED"
    )
    op.execute("CREATE INDEX ix_notes_search_vector ON notes USING gin (search_vector)")
