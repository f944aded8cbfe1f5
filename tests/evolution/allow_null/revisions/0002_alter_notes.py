"""Let body be null (notes)."""

from alembic import op

revision = "0002_3105947c"
down_revision: str | None = "0001_1ececbbc"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Let body be null (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ALTER COLUMN body DROP NOT NULL")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("UPDATE notes SET body = 'Body' WHERE body IS NULL")
    op.execute("ALTER TABLE notes ALTER COLUMN body SET NOT NULL")
