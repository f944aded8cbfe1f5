"""Drop column slug (notes)."""

from alembic import op

revision = "0003_00d764e5"
down_revision: str | None = "0002_695b40d1"
# The version of the application before this one must be gone.
part = "contract"


def upgrade() -> None:
    """Drop column slug (notes)."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes DROP COLUMN slug")


def downgrade() -> None:
    """Undo it."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("ALTER TABLE notes ADD COLUMN slug text")
    op.execute("ALTER TABLE notes ALTER COLUMN slug DROP DEFAULT")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_max CHECK (char_length(slug) <= 80)")
    op.execute(
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_slug_form CHECK (slug ~ "
        "'^[a-z0-9]+(-[a-z0-9]+)*$')"
    )
