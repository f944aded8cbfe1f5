"""Add column search_vector (notes)."""

from alembic import op

revision = "0002_9151b4ae"
down_revision: str | None = "0001_6461e9b5"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Add column search_vector (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute(
        "ALTER TABLE notes ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', coalesce(title, ''))) STORED"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN search_vector")
