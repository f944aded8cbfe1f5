"""Drop constraint uq_notes_user_id_slug (notes)."""

from alembic import op

revision = "0002_bf680bf4"
down_revision: str | None = "0001_24a9c171"
# The version of the application before this one goes on working.
part = "expand"


def upgrade() -> None:
    """Drop constraint uq_notes_user_id_slug (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP CONSTRAINT uq_notes_user_id_slug")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD CONSTRAINT uq_notes_user_id_slug UNIQUE (user_id, slug)")
