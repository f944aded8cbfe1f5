"""Drop column search_vector (notes)."""

from alembic import op

revision = "0002_a124203c"
down_revision: str | None = "0001_90fadd56"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column search_vector (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN search_vector")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', coalesce(title, ''))) STORED"
    )
    op.execute("CREATE INDEX ix_notes_search_vector ON notes USING gin (search_vector)")
